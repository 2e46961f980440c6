import { View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { invoiceTexts } from "@/i18n/orders";
import { money } from "@/lib/format";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Price } from "@/ui/Price";
import { Screen } from "@/ui/Screen";
import type { Order } from "./order-state";
import { useInvoiceForm } from "./use-invoice-form";
import "./orders.css";

/** Asks for an invoice: to a person or a company, sent by e-mail. */
export function InvoiceForm({ order, onDone }: Readonly<{ order: Order; onDone: () => void }>) {
  const t = useTexts(invoiceTexts);
  const form = useInvoiceForm(order, onDone);
  const isCompany = form.typed.kind === "company";
  const sum = order.totalFen - order.refundedFen;
  const bar = (
    <Button id="invoice-send" look="main" isBlock isBusy={form.isBusy} onTap={form.handleSend}>
      {order.invoice === null ? t("ask", { sum: money(sum) }) : t("change")}
    </Button>
  );
  return (
    <Screen bar={bar}>
      <View className="orders-narrow">
        {order.invoice !== null && <Notice>{t("known", { title: order.invoice.title })}</Notice>}
        <Card>
          <Cell title={t("sum")} note={t("sumNote")} value={<Price fen={sum} />} />
        </Card>
        <Card title={t("kind")}>
          <View className="nd-stack">
            <Chips
              choices={[
                { key: "personal", text: t("personal") },
                { key: "company", text: t("company") },
              ]}
              chosen={form.typed.kind}
              onChoose={form.setKind}
            />
            <Field
              id="invoice-title"
              label={t(isCompany ? "titleCompany" : "titlePersonal")}
              value={form.typed.title}
              maxLength={isCompany ? 100 : 60}
              hint={t("titleHint")}
              fault={form.faults.title}
              onInput={form.setTitle}
            />
            {isCompany && (
              <Field
                id="invoice-tax"
                label={t("tax")}
                value={form.typed.taxNumber}
                maxLength={20}
                hint={t("taxHint")}
                fault={form.faults.taxNumber}
                onInput={form.setTaxNumber}
              />
            )}
            <Field
              id="invoice-email"
              label={t("email")}
              value={form.typed.email}
              maxLength={100}
              hint={t("emailHint")}
              fault={form.faults.email}
              onInput={form.setEmail}
            />
          </View>
        </Card>
        {form.fault !== null && <Notice mood="bad">{form.fault}</Notice>}
      </View>
    </Screen>
  );
}

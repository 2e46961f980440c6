import { useState } from "react";
import { useTexts } from "@/i18n";
import { invoiceTexts } from "@/i18n/orders";
import { sentenceOf } from "@/lib/query";
import { kept } from "@/lib/storage";
import type { Order } from "./order-state";
import { useInvoice } from "./use-order";

type Kind = "personal" | "company";
type Typed = {
  readonly kind: Kind;
  readonly title: string;
  readonly taxNumber: string;
  readonly email: string;
};

/** What was typed last: an invoice is asked for again with every order of a company. */
const draft = kept<Typed>("invoice", { kind: "personal", title: "", taxNumber: "", email: "" });

const TAX_NUMBER = /^[0-9A-HJ-NPQRTUWXY]{15,20}$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** The form of an invoice: what is typed, what is wrong with it, and sending it. */
export function useInvoiceForm(order: Order, onDone: () => void) {
  const t = useTexts(invoiceTexts);
  const send = useInvoice();
  const [typed, setTyped] = useState(draft.get);
  const [isTried, setTried] = useState(false);
  const change = (part: Partial<Typed>) => {
    const next = { ...typed, ...part };
    setTyped(next);
    draft.set(next);
  };
  const title = typed.title.trim();
  const faults = {
    title: title === "" ? t("titleFault") : null,
    taxNumber: typed.kind === "company" && !TAX_NUMBER.test(typed.taxNumber) ? t("taxFault") : null,
    email: EMAIL.test(typed.email.trim()) ? null : t("emailFault"),
  };
  const handleSend = () => {
    setTried(true);
    if (send.isPending || Object.values(faults).some((fault) => fault !== null)) return;
    const email = typed.email.trim();
    send.mutate(
      {
        params: { orderId: order.id },
        body:
          typed.kind === "personal"
            ? { kind: "personal", title, email }
            : { kind: "company", title, taxNumber: typed.taxNumber, email },
      },
      { onSuccess: onDone },
    );
  };
  return {
    typed,
    faults: isTried ? faults : { title: null, taxNumber: null, email: null },
    isBusy: send.isPending,
    fault: send.error === null ? null : sentenceOf(send.error, t("away")),
    setKind: (kind: Kind) => change({ kind }),
    setTitle: (text: string) => change({ title: text }),
    setTaxNumber: (text: string) => change({ taxNumber: text.toUpperCase().replace(/\s/g, "") }),
    setEmail: (text: string) => change({ email: text }),
    handleSend,
  };
}

import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { money, yuanInput } from "@/lib/format";
import { useApi, useApiList, useSend, type Row } from "@/lib/query";
import { toast } from "@/lib/say";
import { Empty, Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { List } from "@/ui/List";
import { Skeleton } from "@/ui/Skeleton";
import { ReasonSheet } from "../ReasonSheet";
import { useStaff } from "../use-staff";
import { isFaulty, percentInput, reader, useFaultAt, type Faults } from "./typed";
import "./offers.css";

type Budget = Row<"GET /v1/staff/code-budgets">;
type Person = Row<"GET /v1/staff/people">;

/** What each of the shop's people may give away by promo codes a month, and from when on a second person is asked. */
export function CodeBudgets() {
  const t = useTexts(staffOfferTexts);
  const people = useApiList("GET /v1/staff/people", { query: { limit: 50 } });
  const budgets = useApi("GET /v1/staff/code-budgets", { query: { limit: 50 } });
  const [person, setPerson] = useState<Person | null>(null);
  if (budgets.data === undefined)
    return budgets.error === null ? (
      <Skeleton heights={[220, 220]} />
    ) : (
      <Failure error={budgets.error} onRetry={() => void budgets.refetch()} />
    );
  const budgetOf = (staffId: string) =>
    budgets.data.items.find((budget) => budget.staffId === staffId) ?? null;
  return (
    <View className="nd-stack">
      <Text className="nd-second">{t("budgetsNote")}</Text>
      <List
        list={{ ...people, items: people.items.filter(({ isDisabled }) => !isDisabled) }}
        className="offers-cards"
        keyOf={({ staffId }) => staffId}
        empty={<Empty mark="people" text={t("noBudgets")} />}
        render={(one) => (
          <BudgetCard person={one} budget={budgetOf(one.staffId)} onSet={() => setPerson(one)} />
        )}
      />
      {person !== null && (
        <BudgetSheet
          person={person}
          budget={budgetOf(person.staffId)}
          onClose={() => setPerson(null)}
        />
      )}
    </View>
  );
}

type CardProps = { person: Person; budget: Budget | null; onSet: () => void };

function BudgetCard({ person, budget, onSet }: Readonly<CardProps>) {
  const t = useTexts(staffOfferTexts);
  const words = useTexts(staffTexts);
  return (
    <View className="nd-card nd-stack">
      <View className="nd-row nd-row--between">
        <View className="nd-grow">
          <View className="nd-strong">{person.name}</View>
          <View className="nd-note">{person.roles.map((role) => words(role)).join(" · ")}</View>
        </View>
        <Button isSmall look="soft" onTap={onSet}>
          {t("setBudget")}
        </Button>
      </View>
      {budget === null ? (
        <Text className="nd-second">{t("noBudget")}</Text>
      ) : (
        <BudgetBar budget={budget} />
      )}
    </View>
  );
}

/** How much of a month's budget is taken, and the marks from which a second person is asked. */
export function BudgetBar({ budget, planFen = 0 }: Readonly<{ budget: Budget; planFen?: number }>) {
  const t = useTexts(staffOfferTexts);
  const taken = budget.usedFen + planFen;
  const share = budget.monthlyFen === 0 ? 100 : Math.min(100, (taken * 100) / budget.monthlyFen);
  const left = budget.monthlyFen - taken;
  return (
    <View className="nd-stack">
      <View className="nd-row nd-row--between nd-row--wrap">
        <Text className="nd-second">
          {t("budgetUsed", { used: money(taken), all: money(budget.monthlyFen) })}
        </Text>
        <Text className={`nd-second ${left < 0 ? "staff-change--down" : ""}`}>
          {left < 0
            ? t("budgetOver", { money: money(-left) })
            : t("budgetLeft", { money: money(left) })}
        </Text>
      </View>
      <View className="nd-progress" {...{ "aria-hidden": "true" }}>
        <View className="nd-progress__done" style={{ width: `${share}%` }} />
      </View>
      <Text className="nd-note">
        {t("budgetMarks", {
          money: money(budget.approvalAboveFen),
          percent: budget.discountMaxBps / 100,
        })}
      </Text>
    </View>
  );
}

type SheetProps = { person: Person; budget: Budget | null; onClose: () => void };

function BudgetSheet({ person, budget, onClose }: Readonly<SheetProps>) {
  const t = useTexts(staffOfferTexts);
  const { me } = useStaff();
  const [monthly, setMonthly] = useState(budget === null ? "" : yuanInput(budget.monthlyFen));
  const [above, setAbove] = useState(budget === null ? "" : yuanInput(budget.approvalAboveFen));
  const [depth, setDepth] = useState(budget === null ? "" : percentInput(budget.discountMaxBps));
  const [faults, setFaults] = useState<Faults | null>(null);
  const send = useSend("PUT /v1/staff/code-budgets/:staffId", [
    "GET /v1/staff/code-budgets",
    "GET /v1/staff/me/code-budget",
  ]);
  const faultAt = useFaultAt(faults, send.error);
  const handleSend = (reason: string) => {
    const read = reader();
    const body = {
      monthlyFen: read.yuan("/monthlyFen", monthly),
      approvalAboveFen: read.yuan("/approvalAboveFen", above),
      discountMaxBps: read.percent("/discountMaxBps", depth),
      reason,
    };
    setFaults(read.faults);
    if (isFaulty(read.faults)) return;
    send.mutate(
      { params: { staffId: person.staffId }, body },
      {
        onSuccess: () => {
          toast(t("saved"));
          onClose();
        },
      },
    );
  };
  return (
    <ReasonSheet
      isOpen
      title={t("budgetOf", { name: person.name })}
      {...(person.staffId === me?.staffId ? { text: t("budgetOwn") } : {})}
      label={t("why")}
      action={t("saveBudget")}
      isBusy={send.isPending}
      error={send.error}
      onSend={handleSend}
      onClose={onClose}
    >
      <Field
        label={t("monthly")}
        id="budget-monthly"
        kind="digit"
        value={monthly}
        fault={faultAt("/monthlyFen")}
        onInput={setMonthly}
      />
      <Field
        label={t("approvalAbove")}
        hint={t("approvalAboveHint")}
        kind="digit"
        value={above}
        fault={faultAt("/approvalAboveFen")}
        onInput={setAbove}
      />
      <Field
        label={t("discountMax")}
        hint={t("discountMaxHint")}
        kind="digit"
        value={depth}
        fault={faultAt("/discountMaxBps")}
        onInput={setDepth}
      />
    </ReasonSheet>
  );
}

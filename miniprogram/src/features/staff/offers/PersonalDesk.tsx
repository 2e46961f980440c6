import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { Refusal } from "@/lib/api";
import { dayAfter, dayOf, today } from "@/lib/format";
import { useApi, useApiList, useSend, type Row } from "@/lib/query";
import { toast } from "@/lib/say";
import { Empty } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import { List } from "@/ui/List";
import { Tag, type Mood } from "@/ui/Tag";
import { ReasonSheet } from "../ReasonSheet";
import { useStaff } from "../use-staff";
import { Between } from "./Between";
import { beginOf, endOf, lastDayAt } from "./days";
import { Labelled } from "./Labelled";
import { PickTiers } from "./OfferFields";
import { PickProducts } from "./PickGoods";
import { MemberName, PickMember } from "./PickMember";
import { Refused } from "./Refused";
import { isFaulty, reader, turned, useDraft, useFaultAt, type Faults } from "./typed";
import { useStaffNames } from "./use-staff-names";
import "./offers.css";

type Price = Row<"GET /v1/staff/personal-prices">;
type State = Price["state"];

const states = ["requested", "approved", "rejected", "ended"] as const;
const moods: Record<State, Mood> = {
  requested: "warn",
  approved: "good",
  rejected: "bad",
  ended: "quiet",
};
const touched = ["GET /v1/staff/personal-prices"] as const;

/** Prices of one person or tier: asked for, decided by somebody else, ended. */
export function PersonalDesk() {
  const t = useTexts(staffOfferTexts);
  const { can } = useStaff();
  const [state, setState] = useState<State | "all">("all");
  const [isAsking, setAsking] = useState(false);
  const list = useApiList(
    "GET /v1/staff/personal-prices",
    { query: state === "all" ? {} : { state } },
    { keepsLast: true },
  );
  if (isAsking) return <Ask onDone={() => setAsking(false)} />;
  return (
    <View className="nd-stack">
      <View className="nd-row nd-row--between nd-row--wrap">
        <Chips
          choices={(["all", ...states] as const).map((key) => ({
            key,
            text: key === "all" ? t("all") : t(`p_${key}`),
          }))}
          chosen={state}
          onChoose={setState}
        />
        {can("promotions.edit") && (
          <Button isSmall look="main" id="new-personal" onTap={() => setAsking(true)}>
            {t("askPrice")}
          </Button>
        )}
      </View>
      <List
        list={list}
        className="offers-cards"
        keyOf={({ personalPriceId }) => personalPriceId}
        empty={<Empty mark="ticket" text={t("noPersonal")} note={t("noPersonalNote")} />}
        render={(price) => <PriceCard price={price} />}
      />
    </View>
  );
}

function PriceCard({ price }: Readonly<{ price: Price }>) {
  const t = useTexts(staffOfferTexts);
  const words = useDateWords();
  const nameOf = useStaffNames();
  const tiers = useApi("GET /v1/tiers", {}, { isKept: true });
  const level = price.tierLevel ?? null;
  const tierName =
    level === 0
      ? (tiers.data?.baseName ?? t("baseTier"))
      : (tiers.data?.levels.find((one) => one.level === level)?.name ?? "");
  return (
    <View className="nd-card nd-stack">
      <View className="nd-row nd-row--between">
        <View className="nd-strong nd-grow">
          {typeof price.memberId === "string" ? (
            <MemberName memberId={price.memberId} />
          ) : (
            <Text>{tierName}</Text>
          )}
        </View>
        <Tag text={t(`p_${price.state}`)} mood={moods[price.state]} />
      </View>
      <Text>
        {price.shownName} · {t("paysPercent", { n: price.payBps / 100 })} ·{" "}
        {(price.productIds?.length ?? 0) === 0
          ? t("allGoods")
          : t("someGoods", { n: price.productIds?.length ?? 0 })}
      </Text>
      <Text className="nd-second">{price.reason}</Text>
      <Text className="nd-note">
        {t("days", {
          from: dayOf(price.from, words),
          until: dayOf(lastDayAt(price.until), words),
        })}{" "}
        · {nameOf(price.requestedBy)}
      </Text>
      {price.decisionReason !== null && <Text className="nd-note">{price.decisionReason}</Text>}
      {price.endReason !== null && <Text className="nd-note">{price.endReason}</Text>}
      <Decide price={price} />
    </View>
  );
}

type Act = "approve" | "reject" | "end";

function Decide({ price }: Readonly<{ price: Price }>) {
  const t = useTexts(staffOfferTexts);
  const { can, me } = useStaff();
  const [act, setAct] = useState<Act | null>(null);
  const approve = useSend("POST /v1/staff/personal-prices/:personalPriceId/approve", touched);
  const reject = useSend("POST /v1/staff/personal-prices/:personalPriceId/reject", touched);
  const end = useSend("POST /v1/staff/personal-prices/:personalPriceId/end", touched);
  const params = { personalPriceId: price.personalPriceId };
  const isMine = price.requestedBy.endsWith(me?.staffId ?? "nobody");
  const isFloor = approve.error instanceof Refusal && approve.error.code === "approval_needed";
  const done = {
    onSuccess: () => {
      toast(t("done"));
      setAct(null);
    },
  };
  const handleApprove = () => approve.mutate({ params, body: { floorReason: null } }, done);
  const handleSend = (reason: string) => {
    if (act === "approve") approve.mutate({ params, body: { floorReason: reason } }, done);
    else if (act === "reject") reject.mutate({ params, body: { reason } }, done);
    else end.mutate({ params, body: { reason } }, done);
  };
  const isWaiting = price.state === "requested";
  const send = act === "approve" ? approve : act === "reject" ? reject : end;
  return (
    <>
      {isWaiting && isMine && <Text className="nd-note">{t("notYourself")}</Text>}
      <View className="nd-row nd-row--wrap">
        {isWaiting && !isMine && can("promotions.approve") && (
          <Button
            isSmall
            look="soft"
            isBusy={approve.isPending}
            onTap={() => (isFloor ? setAct("approve") : handleApprove())}
          >
            {t(isFloor ? "approveFloor" : "approvePrice")}
          </Button>
        )}
        {isWaiting && can("promotions.approve") && (
          <Button isSmall onTap={() => setAct("reject")}>
            {t(isMine ? "withdraw" : "refuseBatch")}
          </Button>
        )}
        {price.state === "approved" && can("promotions.edit") && (
          <Button isSmall look="danger" onTap={() => setAct("end")}>
            {t("endPrice")}
          </Button>
        )}
      </View>
      {act === null && <Refused error={approve.error} />}
      {act !== null && (
        <ReasonSheet
          isOpen
          isDanger={act !== "approve"}
          title={t(
            act === "approve" ? "approveFloor" : act === "reject" ? "refuseBatch" : "endPrice",
          )}
          label={t(act === "approve" ? "floorReason" : "why")}
          action={t(
            act === "approve" ? "approveFloor" : act === "reject" ? "refuseBatch" : "endPrice",
          )}
          isBusy={send.isPending}
          error={send.error}
          onSend={handleSend}
          onClose={() => setAct(null)}
        />
      )}
    </>
  );
}

const emptyForm = () => ({
  isForTier: false,
  memberId: null as string | null,
  tier: null as string | null,
  productIds: [] as readonly string[],
  percent: "",
  surcharge: "",
  from: today(),
  until: dayAfter(today(), 89),
  reason: "",
});

function Ask({ onDone }: Readonly<{ onDone: () => void }>) {
  const t = useTexts(staffOfferTexts);
  const [form, change, forget] = useDraft("personal-price", emptyForm());
  const [faults, setFaults] = useState<Faults | null>(null);
  const send = useSend("POST /v1/staff/personal-prices", touched);
  const faultAt = useFaultAt(faults, send.error);
  const handleSend = () => {
    const read = reader();
    const body = {
      memberId: form.isForTier ? null : read.chosen("/memberId", form.memberId),
      tierLevel: form.isForTier ? Number(read.chosen("/tierLevel", form.tier)) : null,
      productIds: [...form.productIds],
      payBps: read.percent("/payBps", form.percent),
      surchargeName: form.surcharge.trim() === "" ? null : form.surcharge.trim(),
      from: beginOf(form.from),
      until: endOf(form.until),
      reason: read.words("/reason", form.reason),
    };
    setFaults(read.faults);
    if (isFaulty(read.faults)) return;
    send.mutate(
      { body },
      {
        onSuccess: () => {
          forget();
          toast(t("priceAsked"));
          onDone();
        },
      },
    );
  };
  return (
    <Card title={t("askPrice")}>
      <View className="nd-stack">
        <Chips
          choices={[
            { key: "member", text: t("oneMember") },
            { key: "tier", text: t("oneTier") },
          ]}
          chosen={form.isForTier ? "tier" : "member"}
          onChoose={(key) => change({ isForTier: key === "tier" })}
        />
        {form.isForTier ? (
          <Labelled label={t("tiers")} fault={faultAt("/tierLevel")}>
            <PickTiers
              chosen={form.tier === null ? [] : [form.tier]}
              onTurn={(tier) => change({ tier })}
            />
          </Labelled>
        ) : (
          <Labelled label={t("boundMember")} fault={faultAt("/memberId")}>
            <PickMember
              memberId={form.memberId}
              nobody={t("noneYet")}
              onChange={(memberId) => change({ memberId })}
            />
          </Labelled>
        )}
        <Field
          label={t("personalPercent")}
          id="personal-percent"
          kind="digit"
          value={form.percent}
          hint={t("personalPercentHint")}
          fault={faultAt("/payBps")}
          onInput={(percent) => change({ percent })}
        />
        {Number(form.percent) > 100 && (
          <Field
            label={t("surchargeName")}
            value={form.surcharge}
            maxLength={20}
            fault={faultAt("/surchargeName")}
            onInput={(surcharge) => change({ surcharge })}
          />
        )}
        <Labelled label={t("scopeProducts")} fault={faultAt("/productIds")}>
          <PickProducts
            productIds={form.productIds}
            none={t("allGoods")}
            onTurn={(id) => change({ productIds: turned(form.productIds, id) })}
          />
        </Labelled>
        <Between
          label={t("usable")}
          from={form.from}
          until={form.until}
          fault={faultAt("/until")}
          onChange={change}
        />
        <Field
          label={t("why")}
          kind="area"
          value={form.reason}
          fault={faultAt("/reason")}
          onInput={(reason) => change({ reason })}
        />
        <Refused error={send.error} faults={faults} />
        <Button look="main" isBlock isBusy={send.isPending} onTap={handleSend}>
          {t("sendAsk")}
        </Button>
        <Button isBlock onTap={onDone}>
          {t("backToTemplate")}
        </Button>
      </View>
    </Card>
  );
}

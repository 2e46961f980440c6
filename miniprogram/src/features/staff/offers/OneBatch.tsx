import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { dayOf, endOfId, grouped, minuteOf, money } from "@/lib/format";
import { platform } from "@/lib/platform";
import { useApi, useApiList, useFreshOnShow, useSend } from "@/lib/query";
import { go } from "@/lib/routes";
import { toast } from "@/lib/say";
import { Empty, Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { List } from "@/ui/List";
import { Notice } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import { ReasonSheet } from "../ReasonSheet";
import { useStaff } from "../use-staff";
import { BatchState, useBatchName, type Batch } from "./CodeDesk";
import { lastDayAt } from "./days";
import { useOfferWords } from "./offer-words";
import { MemberName } from "./PickMember";
import { useTemplate } from "./PickTemplate";
import { useStaffNames } from "./use-staff-names";

const touched = [
  "GET /v1/staff/code-batches",
  "GET /v1/staff/code-batches/:batchId",
  "GET /v1/staff/code-budgets",
  "GET /v1/staff/me/code-budget",
] as const;

/** One batch of promo codes: who gave it out and why, what became of it, and what can be done about it. */
export function OneBatch({ batchId }: Readonly<{ batchId: string }>) {
  useFreshOnShow(["GET /v1/staff/code-batches/:batchId"]);
  const batch = useApi("GET /v1/staff/code-batches/:batchId", { params: { batchId } });
  if (batch.data === undefined)
    return batch.error === null ? (
      <Skeleton heights={[300, 300]} />
    ) : (
      <Failure error={batch.error} onRetry={() => void batch.refetch()} />
    );
  return (
    <View className="staff-columns">
      <View className="nd-stack">
        <Facts batch={batch.data} />
        <Uses batch={batch.data} />
      </View>
      <View className="nd-stack">
        <Acts batch={batch.data} />
        <Exports batch={batch.data} />
      </View>
    </View>
  );
}

function Facts({ batch }: Readonly<{ batch: Batch }>) {
  const t = useTexts(staffOfferTexts);
  const words = useDateWords();
  const nameOf = useBatchName();
  const staffName = useStaffNames();
  const offer = useOfferWords();
  const template = useTemplate(batch.templateId);
  return (
    <Card>
      <View className="nd-row nd-row--between nd-row--wrap">
        <Text className="nd-page-title">{nameOf(batch)}</Text>
        <BatchState state={batch.state} />
      </View>
      <Cell
        title={t("codeTemplate")}
        value={template === null ? "…" : `${template.name}（${offer(template.terms)}）`}
      />
      <Cell
        title={t("uses")}
        value={t("usedOf", { used: grouped(batch.used), count: grouped(batch.count) })}
      />
      {batch.kind === "vanity" && (
        <Cell title={t("perMember")} value={t("times", { n: batch.perMember })} />
      )}
      <Cell title={t("maximum")} value={money(batch.maximumFen)} />
      <Cell
        title={t("usableDays")}
        value={t("days", {
          from: dayOf(batch.from, words),
          until: dayOf(lastDayAt(batch.until), words),
        })}
      />
      <Cell
        title={t("boundMember")}
        value={batch.memberId === null ? t("forAnybody") : <MemberName memberId={batch.memberId} />}
      />
      <Cell title={t("purpose")} value={batch.purpose} />
      <Cell
        title={t("requestedBy")}
        value={`${batch.requestedByName} · ${minuteOf(batch.createdAt, words)}`}
      />
      {batch.decidedBy !== null && (
        <Cell title={t("decidedBy")} value={staffName(batch.decidedBy)} />
      )}
      {batch.decisionReason !== null && (
        <Cell title={t("decisionReason")} value={batch.decisionReason} />
      )}
    </Card>
  );
}

type Act = "approve" | "refuse" | "disable" | "export";

function Acts({ batch }: Readonly<{ batch: Batch }>) {
  const t = useTexts(staffOfferTexts);
  const { can, me } = useStaff();
  const [act, setAct] = useState<Act | null>(null);
  const isMine = batch.requestedBy === me?.staffId;
  const isWaiting = batch.state === "awaiting_approval";
  const mayDecide = isWaiting && !isMine && can("promotions.approve");
  const mayDisable = can("codes.manage") && (batch.state === "active" || isWaiting);
  const isActive = batch.state === "active";
  if (!isWaiting && !isActive) return null;
  return (
    <Card title={t("next")}>
      <View className="nd-stack">
        {isWaiting && (
          <Notice mood="warn">
            <View className="nd-stack">
              <Text>{t("waitsBecause")}</Text>
              {batch.approvalReasons.map((reason) => (
                <Text key={reason}>· {reason}</Text>
              ))}
              {isMine && <Text>{t("notYourself")}</Text>}
            </View>
          </Notice>
        )}
        {mayDecide && (
          <>
            <Button look="main" isBlock id="batch-approve" onTap={() => setAct("approve")}>
              {t("approveBatch")}
            </Button>
            <Button look="danger" isBlock id="batch-refuse" onTap={() => setAct("refuse")}>
              {t("refuseBatch")}
            </Button>
          </>
        )}
        {isActive && batch.code !== null && (
          <Button
            isBlock
            look="soft"
            onTap={() => void platform.copy(batch.code ?? "").then(() => toast(t("copied")))}
          >
            {t("copyCode")}
          </Button>
        )}
        {isActive && (
          <Button isBlock id="batch-export" onTap={() => setAct("export")}>
            {t("exportCodes")}
          </Button>
        )}
        {mayDisable && isActive && (
          <Button look="danger" isBlock id="batch-disable" onTap={() => setAct("disable")}>
            {t("disableBatch")}
          </Button>
        )}
      </View>
      {(act === "approve" || act === "refuse") && (
        <Decide batch={batch} isApproved={act === "approve"} onClose={() => setAct(null)} />
      )}
      {act === "disable" && <Disable batch={batch} onClose={() => setAct(null)} />}
      {act === "export" && <Export batch={batch} onClose={() => setAct(null)} />}
    </Card>
  );
}

type SheetProps = Readonly<{ batch: Batch; onClose: () => void }>;

function Decide({ batch, isApproved, onClose }: SheetProps & Readonly<{ isApproved: boolean }>) {
  const t = useTexts(staffOfferTexts);
  const decide = useSend("POST /v1/staff/code-batches/:batchId/decision", touched);
  const key = isApproved ? "approveBatch" : "refuseBatch";
  return (
    <ReasonSheet
      isOpen
      title={t(key)}
      text={t(isApproved ? "approveBatchText" : "refuseBatchText", {
        money: money(batch.maximumFen),
        name: batch.requestedByName,
      })}
      label={t("why")}
      action={t(key)}
      isDanger={!isApproved}
      isBusy={decide.isPending}
      error={decide.error}
      onSend={(reason) =>
        decide.mutate(
          { params: { batchId: batch.batchId }, body: { isApproved, reason } },
          {
            onSuccess: () => {
              toast(t(isApproved ? "approved" : "refusedDone"));
              onClose();
            },
          },
        )
      }
      onClose={onClose}
    />
  );
}

function Disable({ batch, onClose }: SheetProps) {
  const t = useTexts(staffOfferTexts);
  const disable = useSend("POST /v1/staff/code-batches/:batchId/disable", touched);
  return (
    <ReasonSheet
      isOpen
      isDanger
      title={t("disableBatch")}
      text={t("disableBatchText")}
      label={t("why")}
      action={t("disableBatch")}
      isBusy={disable.isPending}
      error={disable.error}
      onSend={(reason) =>
        disable.mutate(
          { params: { batchId: batch.batchId }, body: { reason } },
          {
            onSuccess: () => {
              toast(t("disabledDone"));
              onClose();
            },
          },
        )
      }
      onClose={onClose}
    />
  );
}

function Export({ batch, onClose }: SheetProps) {
  const t = useTexts(staffOfferTexts);
  const send = useSend("POST /v1/staff/code-batches/:batchId/export", touched);
  return (
    <ReasonSheet
      isOpen
      title={t("exportCodes")}
      text={t("exportText")}
      label={t("why")}
      action={t("exportCodes")}
      isBusy={send.isPending}
      error={send.error}
      onSend={(reason) =>
        send.mutate(
          { params: { batchId: batch.batchId }, body: { reason } },
          {
            onSuccess: (text) => {
              void platform.saveText(
                `codes-${batch.batchId.slice(-6)}.csv`,
                text.replace(/^\uFEFF/, ""),
              );
              toast(t("exported"));
              onClose();
            },
          },
        )
      }
      onClose={onClose}
    />
  );
}

function Exports({ batch }: Readonly<{ batch: Batch }>) {
  const t = useTexts(staffOfferTexts);
  const words = useDateWords();
  if (batch.exports.length === 0) return null;
  return (
    <Card title={t("exports")}>
      {batch.exports.map(({ name, at, reason }) => (
        <Cell key={at} title={name} note={reason} value={minuteOf(at, words)} />
      ))}
    </Card>
  );
}

function Uses({ batch }: Readonly<{ batch: Batch }>) {
  const t = useTexts(staffOfferTexts);
  const words = useDateWords();
  const { can } = useStaff();
  const list = useApiList("GET /v1/staff/code-batches/:batchId/uses", {
    params: { batchId: batch.batchId },
    query: { limit: 20 },
  });
  return (
    <Card title={t("usesTitle")}>
      <List
        list={list}
        className=""
        keyOf={({ couponId }) => couponId}
        empty={<Empty mark="ticket" text={t("noUses")} />}
        render={({ memberId, codeEnding, orderId, at }) => (
          <Cell
            title={can("members.read") ? <MemberName memberId={memberId} /> : memberId.slice(-6)}
            note={`${t("codeEnding", { end: codeEnding })} · ${minuteOf(at, words)}`}
            value={orderId === null ? t("notOrdered") : t("orderOf", { id: endOfId(orderId) })}
            {...(orderId === null ? {} : { onTap: () => go("staffOrder", { orderId }) })}
          />
        )}
      />
    </Card>
  );
}

import { Text } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffMemberTexts } from "@/i18n/staff-members";
import { grouped, minuteOf } from "@/lib/format";
import { useApi, useApiList, useSend } from "@/lib/query";
import { toast } from "@/lib/say";
import { Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Confirm } from "@/ui/Confirm";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Sheet } from "@/ui/Sheet";
import { Skeleton } from "@/ui/Skeleton";
import { useOnce } from "../use-once";
import { useStaff } from "../use-staff";

/** A member's points, and an adjustment within one's limit; above it a colleague has to agree. */
export function MemberPoints({ memberId }: Readonly<{ memberId: string }>) {
  const t = useTexts(staffMemberTexts);
  const words = useDateWords();
  const { can } = useStaff();
  const [isOpen, setOpen] = useState(false);
  const params = { memberId };
  const points = useApi("GET /v1/staff/members/:memberId/points", { params });
  const entries = useApiList("GET /v1/staff/members/:memberId/points/entries", {
    params,
    query: { limit: 10 },
  });
  if (points.data === undefined)
    return points.error === null ? (
      <Skeleton heights={[240]} />
    ) : (
      <Failure error={points.error} onRetry={() => void points.refetch()} />
    );
  const unit = (count: number) => t("pointsUnit", { count: grouped(count) });
  const { available, pending, held, debt } = points.data;
  return (
    <Card
      title={t("pointsTitle")}
      aside={
        can("points.adjust") ? (
          <Button isSmall look="soft" onTap={() => setOpen(true)}>
            {t("adjust")}
          </Button>
        ) : undefined
      }
    >
      <Cell title={t("points")} value={unit(available)} />
      <Cell title={t("pending")} value={unit(pending)} />
      {held > 0 && <Cell title={t("held")} value={unit(held)} />}
      {debt > 0 && <Cell title={t("debt")} value={unit(debt)} />}
      {entries.items.length > 0 && <Text className="nd-note">{t("entries")}</Text>}
      {entries.items.slice(0, 10).map((entry) => {
        const moved = entry.available + entry.pending;
        return (
          <Cell
            key={entry.id}
            title={entry.title}
            note={`${minuteOf(entry.at, words)}${entry.reason === null ? "" : ` · ${entry.reason}`}`}
            value={`${moved > 0 ? "+" : ""}${unit(moved)}`}
          />
        );
      })}
      {isOpen && <AdjustSheet memberId={memberId} onClose={() => setOpen(false)} />}
    </Card>
  );
}

function AdjustSheet({ memberId, onClose }: Readonly<{ memberId: string; onClose: () => void }>) {
  const t = useTexts(staffMemberTexts);
  const once = useOnce("pta");
  const [amount, setAmount] = useState("");
  const [reason, setReason] = useState("");
  const [note, setNote] = useState("");
  const [isWaiting, setWaiting] = useState(false);
  const adjust = useSend("POST /v1/staff/members/:memberId/points/adjustments", [
    "GET /v1/staff/members/:memberId/points",
    "GET /v1/staff/members/:memberId/points/entries",
    "GET /v1/staff/points/adjustments",
  ]);
  const points = /^-?\d{1,9}$/.test(amount.trim()) ? Number(amount) : 0;
  const handleSend = () =>
    adjust.mutate(
      {
        params: { memberId },
        body: {
          adjustmentId: once.id(),
          points,
          reason: reason.trim(),
          note: note.trim() === "" ? null : note.trim(),
        },
      },
      {
        onSuccess: ({ state }) => {
          if (state === "requested") setWaiting(true);
          else {
            toast(t("adjustDone"));
            onClose();
          }
        },
        onSettled: (_, error) => once.answered(error),
      },
    );
  if (isWaiting)
    return (
      <Sheet isOpen title={t("adjust")} onClose={onClose}>
        <Notice mood="warn">{t("adjustRequested")}</Notice>
      </Sheet>
    );
  return (
    <Confirm
      isOpen
      title={t("adjust")}
      action={t("adjustDo", { count: points > 0 ? `+${grouped(points)}` : grouped(points) })}
      isBusy={adjust.isPending}
      isDisabled={points === 0 || reason.trim() === ""}
      error={adjust.error}
      onConfirm={handleSend}
      onClose={onClose}
    >
      <Field
        label={t("adjustAmount")}
        hint={t("adjustHint")}
        id="points-amount"
        value={amount}
        maxLength={10}
        onInput={setAmount}
      />
      <Field label={t("adjustReason")} id="points-reason" value={reason} onInput={setReason} />
      <Field label={t("adjustNote")} value={note} maxLength={60} onInput={setNote} />
    </Confirm>
  );
}

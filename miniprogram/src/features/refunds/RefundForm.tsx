import { View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { refundTexts } from "@/i18n/refunds";
import type { Answer } from "@/lib/api";
import { money } from "@/lib/format";
import { sentenceOf } from "@/lib/query";
import { toast } from "@/lib/say";
import { Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { Screen } from "@/ui/Screen";
import { Skeleton } from "@/ui/Skeleton";
import { changesOf } from "./preview-rows";
import { RefundLines } from "./RefundLines";
import { RefundPreview } from "./RefundPreview";
import { RefundReason, type RefundReasonKey } from "./RefundReason";
import { isOutdated, useChoice, useRequest, type RefundOrder } from "./use-refund";
import "./refunds.css";

type Props = {
  order: RefundOrder;
  points: Answer<"GET /v1/me/points"> | null;
  onDone: () => void;
};

/** Choosing what goes back, seeing what that does, saying why, and asking for it by its name. */
export function RefundForm({ order, points, onDone }: Readonly<Props>) {
  const t = useTexts(refundTexts);
  const choice = useChoice(order);
  const { preview } = choice;
  const { request, isBusy, error, reset } = useRequest(order.id);
  const [reason, setReason] = useState<RefundReasonKey | null>(null);
  const [more, setMore] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [changes, setChanges] = useState<readonly string[]>([]);

  const handleSend = async () => {
    const shown = preview.data;
    if (isBusy || shown === undefined || !choice.isCurrent) return;
    if (reason === null) {
      setFault(t("reasonFault"));
      return;
    }
    setChanges([]);
    try {
      const words = more.trim() === "" ? t(reason) : `${t(reason)}：${more.trim()}`;
      await request({ lines: choice.lines, reason: words, previewVersion: shown.version });
      toast(t("asked"));
      onDone();
    } catch (caught) {
      if (!isOutdated(caught)) return;
      const fresh = (await preview.refetch()).data;
      if (fresh !== undefined) setChanges(changesOf(shown, fresh, t));
    }
  };
  const hasChosen = choice.lines.length > 0;
  const sum = preview.data?.totalFen ?? 0;
  const bar = (
    <Button
      id="refund-send"
      look="main"
      isBlock
      isBusy={isBusy || (hasChosen && preview.isFetching)}
      isDisabled={!choice.isCurrent}
      onTap={() => void handleSend()}
    >
      {!hasChosen ? t("pickFirst") : sum > 0 ? t("act", { sum: money(sum) }) : t("actPoints")}
    </Button>
  );
  return (
    <Screen bar={bar}>
      <View className="nd-halves">
        <View className="nd-halves__part">
          <RefundLines
            order={order}
            counts={choice.counts}
            onCount={(lineId, count) => {
              reset();
              setChanges([]);
              choice.setCount(lineId, count);
            }}
            onAll={choice.chooseAll}
          />
        </View>
        <View className="nd-halves__part">
          {changes.length > 0 && (
            <Notice mood="warn">
              <View>{t("changed")}</View>
              {changes.map((change) => (
                <View key={change}>{change}</View>
              ))}
            </Notice>
          )}
          {hasChosen && preview.isPending && <Skeleton heights={[520]} />}
          {hasChosen && preview.error !== null && (
            <Failure error={preview.error} onRetry={() => void preview.refetch()} />
          )}
          {hasChosen && preview.error === null && preview.data !== undefined && (
            <RefundPreview
              order={order}
              preview={preview.data}
              points={points}
              isStale={preview.isPlaceholderData}
            />
          )}
          <RefundReason
            reason={reason}
            more={more}
            fault={fault}
            onReason={(key) => {
              setReason(key);
              setFault(null);
            }}
            onMore={setMore}
          />
          {error !== null && <Notice mood="bad">{sentenceOf(error, t("away"))}</Notice>}
        </View>
      </View>
    </Screen>
  );
}

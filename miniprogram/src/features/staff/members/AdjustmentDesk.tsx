import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffMemberTexts } from "@/i18n/staff-members";
import { grouped, when } from "@/lib/format";
import { sentenceOf, useApiList, useFreshOnShow, useSend, type Row } from "@/lib/query";
import { go } from "@/lib/routes";
import { Empty } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { List } from "@/ui/List";
import { Notice } from "@/ui/Notice";
import { MemberName } from "../offers/PickMember";
import { useStaffNames } from "../offers/use-staff-names";
import { ReasonSheet } from "../ReasonSheet";
import { useStaff } from "../use-staff";

type Adjustment = Row<"GET /v1/staff/points/adjustments">;

/** Adjustments of points above somebody's limit, for a second person to agree to; nobody agrees to their own. */
export function AdjustmentDesk() {
  const t = useTexts(staffMemberTexts);
  const [state, setState] = useState<Adjustment["state"]>("requested");
  const list = useApiList(
    "GET /v1/staff/points/adjustments",
    { query: { state } },
    { keepsLast: true },
  );
  useFreshOnShow(["GET /v1/staff/points/adjustments"]);
  return (
    <View className="nd-stack">
      <Chips
        isLine
        choices={(["requested", "done", "rejected"] as const).map((key) => ({ key, text: t(key) }))}
        chosen={state}
        onChoose={setState}
      />
      <List
        list={list}
        keyOf={({ adjustmentId }) => adjustmentId}
        empty={<Empty mark="tick" text={t("noAdjustments")} note={t("noAdjustmentsNote")} />}
        render={(one) => <AdjustmentCard adjustment={one} />}
      />
    </View>
  );
}

function AdjustmentCard({ adjustment }: Readonly<{ adjustment: Adjustment }>) {
  const t = useTexts(staffMemberTexts);
  const words = useDateWords();
  const nameOf = useStaffNames();
  const { me, can } = useStaff();
  const [isRejecting, setRejecting] = useState(false);
  const changes = ["GET /v1/staff/points/adjustments", "GET /v1/staff/today"] as const;
  const approve = useSend("POST /v1/staff/points/adjustments/:adjustmentId/approve", changes);
  const reject = useSend("POST /v1/staff/points/adjustments/:adjustmentId/reject", changes);
  const { adjustmentId, points, memberId } = adjustment;
  const count = `${points > 0 ? "+" : ""}${grouped(points)}`;
  const isMine = me !== null && adjustment.requestedBy.includes(me.staffId);
  const isOpen = adjustment.state === "requested" && can("points.approve");
  return (
    <View className="nd-card nd-stack">
      <View className="nd-row nd-row--between">
        <Text className="nd-strong">{t("pointsUnit", { count })}</Text>
        <Text className="nd-note">{when(adjustment.requestedAt, words)}</Text>
      </View>
      <Text>
        {t("adjustFor")} <MemberName memberId={memberId} />
      </Text>
      <Text>{adjustment.reason}</Text>
      <Text className="nd-note">{t("adjustBy", { who: nameOf(adjustment.requestedBy) })}</Text>
      {adjustment.decisionReason !== null && (
        <Text className="nd-second">{adjustment.decisionReason}</Text>
      )}
      <View className="nd-row nd-row--wrap">
        <Button isSmall onTap={() => go("staffMember", { id: memberId })}>
          {t("openMember")}
        </Button>
        {isOpen && !isMine && (
          <Button
            isSmall
            look="main"
            isBusy={approve.isPending}
            onTap={() => approve.mutate({ params: { adjustmentId } })}
          >
            {t("approve", { count })}
          </Button>
        )}
        {isOpen && (
          <Button isSmall onTap={() => setRejecting(true)}>
            {t("reject")}
          </Button>
        )}
      </View>
      {isOpen && isMine && <Text className="nd-note">{t("adjustOwn")}</Text>}
      {approve.error !== null && <Notice mood="bad">{sentenceOf(approve.error, t("away"))}</Notice>}
      <ReasonSheet
        isOpen={isRejecting}
        title={t("reject")}
        label={t("rejectReason")}
        action={t("reject")}
        isBusy={reject.isPending}
        error={reject.error}
        onSend={(reason) =>
          reject.mutate(
            { params: { adjustmentId }, body: { reason } },
            { onSuccess: () => setRejecting(false) },
          )
        }
        onClose={() => setRejecting(false)}
      />
    </View>
  );
}

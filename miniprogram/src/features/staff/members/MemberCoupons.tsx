import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffMemberTexts } from "@/i18n/staff-members";
import { dayOf } from "@/lib/format";
import { useApiList, useSend, type Row } from "@/lib/query";
import { toast } from "@/lib/say";
import { Empty } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Chips } from "@/ui/Chips";
import { List } from "@/ui/List";
import { Tag, type Mood } from "@/ui/Tag";
import { ReasonSheet } from "../ReasonSheet";
import { useOnce } from "../use-once";
import { useStaff } from "../use-staff";

type Coupon = Row<"GET /v1/staff/members/:memberId/coupons">;

const moods: Partial<Record<Coupon["state"], Mood>> = {
  available: "good",
  held: "info",
  void: "bad",
};

/** A member's coupons: what each is and went through, one given, one voided. */
export function MemberCoupons({ memberId }: Readonly<{ memberId: string }>) {
  const t = useTexts(staffMemberTexts);
  const { can } = useStaff();
  const [isGiving, setGiving] = useState(false);
  const [voided, setVoided] = useState<Coupon | null>(null);
  const list = useApiList("GET /v1/staff/members/:memberId/coupons", {
    params: { memberId },
    query: { limit: 10 },
  });
  return (
    <Card
      title={t("couponsTitle")}
      aside={
        can("coupons.issue") ? (
          <Button isSmall look="soft" onTap={() => setGiving(true)}>
            {t("give")}
          </Button>
        ) : undefined
      }
    >
      <List
        list={list}
        className=""
        keyOf={({ couponId }) => couponId}
        empty={<Empty mark="ticket" text={t("couponsEmpty")} />}
        render={(coupon) => (
          <CouponCell
            coupon={coupon}
            {...(can("coupons.edit") ? { onVoid: () => setVoided(coupon) } : {})}
          />
        )}
      />
      {isGiving && <GiveSheet memberId={memberId} onClose={() => setGiving(false)} />}
      {voided !== null && <VoidSheet coupon={voided} onClose={() => setVoided(null)} />}
    </Card>
  );
}

function CouponCell({ coupon, onVoid }: Readonly<{ coupon: Coupon; onVoid?: () => void }>) {
  const t = useTexts(staffMemberTexts);
  const words = useDateWords();
  const names: Record<Coupon["state"], string> = {
    available: t("available"),
    held: t("heldCoupon"),
    redeemed: t("used"),
    expired: t("expired"),
    void: t("void"),
    gifted: t("gifted"),
  };
  return (
    <Cell
      title={coupon.name}
      note={`${t("until", { day: dayOf(coupon.until, words) })}${coupon.reason === null ? "" : ` · ${coupon.reason}`}`}
      value={
        <View className="nd-row">
          <Tag text={names[coupon.state]} mood={moods[coupon.state] ?? "quiet"} />
          {onVoid !== undefined && coupon.state === "available" && (
            <Button isSmall onTap={onVoid}>
              {t("voidDo")}
            </Button>
          )}
        </View>
      }
    />
  );
}

type SheetProps = { onClose: () => void };

function GiveSheet({ memberId, onClose }: Readonly<SheetProps & { memberId: string }>) {
  const t = useTexts(staffMemberTexts);
  const once = useOnce("clm");
  const [templateId, setTemplateId] = useState<string | null>(null);
  const templates = useApiList("GET /v1/staff/coupon-templates", { query: { state: "published" } });
  const givable = templates.items.filter(({ channels }) => channels?.isByStaff === true);
  const give = useSend("POST /v1/staff/members/:memberId/coupons", [
    "GET /v1/staff/members/:memberId/coupons",
  ]);
  return (
    <ReasonSheet
      isOpen
      title={t("give")}
      label={t("giveReason")}
      action={t("giveDo")}
      isBusy={give.isPending}
      isDisabled={templateId === null}
      error={give.error}
      onSend={(reason) =>
        give.mutate(
          {
            params: { memberId },
            body: { templateId: templateId ?? "", claimId: once.id(), reason },
          },
          {
            onSuccess: () => {
              toast(t("given"));
              onClose();
            },
            onSettled: (_, error) => once.answered(error),
          },
        )
      }
      onClose={onClose}
    >
      <Text className="nd-second">
        {givable.length === 0 && !templates.isLoading ? t("noTemplates") : t("which")}
      </Text>
      <Chips
        choices={givable.map((one) => ({ key: one.templateId, text: one.name }))}
        chosen={templateId}
        onChoose={setTemplateId}
      />
    </ReasonSheet>
  );
}

function VoidSheet({ coupon, onClose }: Readonly<SheetProps & { coupon: Coupon }>) {
  const t = useTexts(staffMemberTexts);
  const end = useSend("POST /v1/staff/coupons/:couponId/void", [
    "GET /v1/staff/members/:memberId/coupons",
  ]);
  return (
    <ReasonSheet
      isOpen
      isDanger
      title={coupon.name}
      text={t("voidText")}
      label={t("voidReason")}
      action={t("voidDo")}
      isBusy={end.isPending}
      error={end.error}
      onSend={(reason) =>
        end.mutate(
          { params: { couponId: coupon.couponId }, body: { reason } },
          { onSuccess: onClose },
        )
      }
      onClose={onClose}
    />
  );
}

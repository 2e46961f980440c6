import { useShareAppMessage } from "@tarojs/taro";
import { useRef, useState } from "react";
import { useTexts } from "@/i18n";
import { couponTexts } from "@/i18n/coupons";
import { CouponsGuest } from "@/features/coupons/CouponsGuest";
import { GiveSheet, type Gift } from "@/features/coupons/GiveSheet";
import { MyCoupons } from "@/features/coupons/MyCoupons";
import type { Coupon, CouponPart } from "@/features/coupons/use-coupons";
import { useFreshOnShow } from "@/lib/query";
import { go, pathOf } from "@/lib/routes";
import { useMember } from "@/lib/session";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Screen } from "@/ui/Screen";
import { Tabs } from "@/ui/Tabs";

const parts = ["usable", "used", "expired", "given"] as const;

/** One's own coupons, and giving them on. */
export default function CouponsPage() {
  const t = useTexts(couponTexts);
  const isGuest = useMember() === null;
  const [part, setPart] = useState<CouponPart>("usable");
  const [giving, setGiving] = useState<Coupon | null>(null);
  const gift = useRef<Gift | null>(null);
  useFreshOnShow(["GET /v1/me/coupons"]);
  useShareAppMessage(() => gift.current ?? { title: t("shareCentre"), path: pathOf("claims") });
  if (isGuest)
    return (
      <Screen>
        <CouponsGuest />
      </Screen>
    );
  return (
    <Screen>
      <Tabs tabs={parts.map((key) => ({ key, text: t(key) }))} chosen={part} onChoose={setPart} />
      <MyCoupons key={part} part={part} onGive={setGiving} />
      {part === "usable" && (
        <Card>
          <Cell title={t("toCentre")} onTap={() => go("claims")} />
          <Cell title={t("toCode")} onTap={() => go("code")} />
        </Card>
      )}
      <GiveSheet
        coupon={giving}
        onReady={(ready) => {
          gift.current = ready;
        }}
        onClose={() => setGiving(null)}
      />
    </Screen>
  );
}

import { useRouter, useShareAppMessage } from "@tarojs/taro";
import { useTexts } from "@/i18n";
import { couponTexts } from "@/i18n/coupons";
import { ClaimList } from "@/features/coupons/ClaimList";
import { LinkClaim } from "@/features/coupons/LinkClaim";
import { useFreshOnShow } from "@/lib/query";
import { given, go, pathOf } from "@/lib/routes";
import { useMember } from "@/lib/session";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Screen } from "@/ui/Screen";

/** Coupons to claim: those for everybody, and the one that a link brought. */
export default function ClaimsPage() {
  const t = useTexts(couponTexts);
  const { params } = useRouter();
  const link = given(params, "link") ?? given(params, "token");
  const isMember = useMember() !== null;
  useFreshOnShow(["GET /v1/coupons"]);
  useShareAppMessage(() => ({ title: t("shareCentre"), path: pathOf("claims") }));
  return (
    <Screen>
      {link !== null && <LinkClaim token={link} />}
      <ClaimList first={given(params, "templateId")} />
      <Card>
        {isMember && <Cell title={t("toMine")} onTap={() => go("coupons")} />}
        <Cell title={t("toCode")} onTap={() => go("code")} />
      </Card>
    </Screen>
  );
}

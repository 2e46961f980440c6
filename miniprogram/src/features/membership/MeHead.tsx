import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { meTexts } from "@/i18n/me";
import { go, goLogin } from "@/lib/routes";
import { useMember } from "@/lib/session";
import { Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Skeleton } from "@/ui/Skeleton";
import { Tap } from "@/ui/Tap";
import { useMe, useShop } from "./use-me";
import "./me.css";

/** Who one is here; guests are invited in. */
export function MeHead() {
  const isGuest = useMember() === null;
  return isGuest ? <Invitation /> : <Person />;
}

function Invitation() {
  const t = useTexts(meTexts);
  const shop = useShop().data;
  return (
    <View className="me-invite">
      <Text className="nd-page-title">{t("welcome", { shop: shop?.name ?? t("shop") })}</Text>
      {shop !== undefined && <Text className="me-invite__slogan">{shop.slogan}</Text>}
      <Text className="nd-second">{t("invite")}</Text>
      <View className="nd-row">
        <Button look="main" onTap={goLogin}>
          {t("logIn")}
        </Button>
      </View>
    </View>
  );
}

function Person() {
  const t = useTexts(meTexts);
  const me = useMe();
  if (me.data === undefined && me.error !== null)
    return <Failure error={me.error} onRetry={() => void me.refetch()} />;
  if (me.data === undefined) return <Skeleton heights={[112]} />;
  const { displayName, phoneMasked, isMember } = me.data;
  const name = displayName ?? t("noName");
  return (
    <Tap className="me-head" role="link" onTap={() => go("profile")}>
      <View className="me-head__face" {...{ "aria-hidden": "true" }}>
        {[...name].at(0)}
      </View>
      <View className="nd-grow">
        <View className="nd-page-title nd-clip">{t("hello", { name })}</View>
        <View className="nd-second">{!isMember ? t("join") : (phoneMasked ?? t("phoneless"))}</View>
      </View>
      <Text className="nd-cell__arrow" />
    </Tap>
  );
}

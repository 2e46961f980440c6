import { View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { homeTexts } from "@/i18n/home";
import { goLogin } from "@/lib/routes";
import { Button } from "@/ui/Button";
import "./home.css";

/** What being a member brings, for those who have not logged in. */
export function JoinCard() {
  const t = useTexts(homeTexts);
  return (
    <View className="join-card">
      <View className="nd-grow">
        <View className="join-card__title">{t("joinTitle")}</View>
        <View className="nd-second">{t("joinNote")}</View>
      </View>
      <Button look="main" isSmall onTap={() => goLogin()}>
        {t("logIn")}
      </Button>
    </View>
  );
}

import { Text, View } from "@tarojs/components";
import { useRouter } from "@tarojs/taro";
import { LoginParts } from "@/features/account/LoginParts";
import { useShopName } from "@/features/account/use-shop-name";
import { useTexts } from "@/i18n";
import { loginTexts } from "@/i18n/account";
import { goOn } from "@/lib/routes";
import { toast } from "@/lib/say";
import { Screen } from "@/ui/Screen";

/** Where one logs in; afterwards one is back where one came from (query `back`). */
export default function LoginPage() {
  const t = useTexts(loginTexts);
  const { back } = useRouter().params;
  const shop = useShopName();
  const handleDone = () => {
    toast(t("loggedIn"));
    goOn(back);
  };
  return (
    <Screen>
      <View className="account-narrow">
        <View className="account-welcome">
          <Text className="nd-page-title">{t("welcome", { shop })}</Text>
          <Text className="nd-second">{t("why")}</Text>
        </View>
        <LoginParts onDone={handleDone} />
      </View>
    </Screen>
  );
}

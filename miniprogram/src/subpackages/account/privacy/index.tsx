import { Text, View } from "@tarojs/components";
import { AccessCard } from "@/features/account/AccessCard";
import { ConsentCard } from "@/features/account/ConsentCard";
import { DataCard } from "@/features/account/DataCard";
import { DevicesCard } from "@/features/account/DevicesCard";
import { useTexts } from "@/i18n";
import { privacyTexts } from "@/i18n/account";
import { goLogin } from "@/lib/routes";
import { useMember } from "@/lib/session";
import { Empty } from "@/ui/Blank";
import { Screen } from "@/ui/Screen";

/** What one agrees to, who looked, where one is logged in, and taking along or deleting it all. */
export default function PrivacyPage() {
  const t = useTexts(privacyTexts);
  const isMember = useMember() !== null;
  if (!isMember)
    return (
      <Screen>
        <Empty mark="people" text={t("logInFirst")} next={{ text: t("logIn"), onTap: goLogin }} />
      </Screen>
    );
  return (
    <Screen>
      <Text className="nd-second">{t("intro")}</Text>
      <View className="nd-halves">
        <View className="nd-halves__part">
          <ConsentCard />
          <DataCard />
        </View>
        <View className="nd-halves__part">
          <AccessCard />
          <DevicesCard />
        </View>
      </View>
    </Screen>
  );
}

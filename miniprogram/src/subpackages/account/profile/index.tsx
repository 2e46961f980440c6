import { View } from "@tarojs/components";
import { PrivacyGate } from "@/features/account/PrivacyGate";
import { ProfileCards } from "@/features/account/ProfileCards";
import { useMe } from "@/features/account/use-profile";
import { useTexts } from "@/i18n";
import { profileTexts } from "@/i18n/account";
import { goLogin } from "@/lib/routes";
import { useMember } from "@/lib/session";
import { Empty, Failure } from "@/ui/Blank";
import { Screen } from "@/ui/Screen";
import { Skeleton } from "@/ui/Skeleton";

/** Who the shopper is: name, birthday and phone, each with the reason why it is asked. */
export default function ProfilePage() {
  const t = useTexts(profileTexts);
  const isMember = useMember() !== null;
  const me = useMe();
  if (!isMember)
    return (
      <Screen>
        <Empty mark="people" text={t("logInFirst")} next={{ text: t("logIn"), onTap: goLogin }} />
      </Screen>
    );
  if (me.isPending)
    return (
      <Screen>
        <Skeleton heights={[520, 120]} />
      </Screen>
    );
  if (me.data === undefined)
    return (
      <Screen>
        <Failure error={me.error} onRetry={() => void me.refetch()} />
      </Screen>
    );
  return (
    <Screen>
      <View className="account-narrow">
        <ProfileCards me={me.data} />
      </View>
      <PrivacyGate />
    </Screen>
  );
}

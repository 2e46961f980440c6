import { Button as NativeButton, Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { loginTexts } from "@/i18n/account";
import { Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Notice } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import { ConsentTick } from "./ConsentTick";
import { PrivacyGate } from "./PrivacyGate";
import { useWechatLogin } from "./use-wechat-login";
import "./account.css";

/** How one logs in inside WeChat: silently, here once more by hand, and then by the phone that WeChat vouches for. */
export function LoginParts({ onDone }: Readonly<{ onDone: () => void }>) {
  const t = useTexts(loginTexts);
  const login = useWechatLogin(onDone);
  const fault = login.fault !== null && <Notice mood="bad">{login.fault}</Notice>;
  if (!login.isIn)
    return (
      <Card>
        <View className="account-form">
          <Text className="nd-second">{t("wechatNote")}</Text>
          {fault}
          <Button look="main" isBlock isBusy={login.isBusy} onTap={login.handleLogIn}>
            {t("wechat")}
          </Button>
        </View>
      </Card>
    );
  if (login.away !== null) return <Failure error={login.away} onRetry={login.lookAgain} />;
  if (!login.isKnown) return <Skeleton heights={[320]} />;
  if (login.hasPhone)
    return (
      <Card title={t("done")}>
        <Button look="main" isBlock onTap={onDone}>
          {t("goOn")}
        </Button>
      </Card>
    );
  return (
    <Card title={t("bindTitle")}>
      <View className="account-form">
        <Text className="nd-second">{t("bindNote")}</Text>
        <ConsentTick terms={login.terms} isOn={login.isAgreed} onChange={login.setAgreed} />
        {fault}
        {login.isAgreed ? (
          <NativeButton
            className="nd-button nd-button--main account-native"
            openType="getPhoneNumber"
            disabled={login.isBusy}
            onGetPhoneNumber={(event) => login.handlePhone(event.detail)}
          >
            {t("bind")}
          </NativeButton>
        ) : (
          <Button look="main" isBlock onTap={login.askToAgree}>
            {t("bind")}
          </Button>
        )}
      </View>
      <PrivacyGate />
    </Card>
  );
}

import { View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { loginTexts } from "@/i18n/account";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Tap } from "@/ui/Tap";
import { ConsentTick } from "./ConsentTick";
import { usePhoneLogin } from "./use-phone-login";
import "./account.css";

/** The form by which one logs in with a phone and the code that comes to it. */
export function PhoneLogin({ onDone }: Readonly<{ onDone: () => void }>) {
  const t = useTexts(loginTexts);
  const login = usePhoneLogin(onDone);
  const sendText =
    login.waitSeconds > 0
      ? t("wait", { seconds: login.waitSeconds })
      : t(login.sentTo === null ? "send" : "sendAgain");
  return (
    <Card>
      <View className="account-form">
        <Field
          id="login-phone"
          label={t("phone")}
          kind="number"
          value={login.phone}
          maxLength={11}
          placeholder={t("phoneHint")}
          fault={login.faults.phone ?? null}
          onInput={login.setPhone}
        />
        <Field
          id="login-code"
          label={t("code")}
          kind="number"
          value={login.code}
          maxLength={6}
          placeholder={t("codeHint")}
          fault={login.faults.code ?? null}
          onInput={login.setCode}
          onConfirm={login.handleLogIn}
          aside={
            <Tap
              id="login-send"
              className="account-send"
              isDisabled={login.waitSeconds > 0 || login.isSending}
              onTap={login.handleSend}
            >
              {sendText}
            </Tap>
          }
        />
        {login.askFault !== null && <Notice mood="bad">{login.askFault}</Notice>}
        {login.askFault === null && login.sentTo !== null && (
          <Notice mood="good">{t("sent", { phone: login.sentTo })}</Notice>
        )}
        <View>
          <ConsentTick terms={login.terms} isOn={login.isAgreed} onChange={login.setAgreed} />
          <View className="nd-note">{t("agreeNew")}</View>
        </View>
        {login.loginFault !== null && <Notice mood="bad">{login.loginFault}</Notice>}
        <Button id="login-go" look="main" isBlock isBusy={login.isBusy} onTap={login.handleLogIn}>
          {t("logIn")}
        </Button>
      </View>
    </Card>
  );
}

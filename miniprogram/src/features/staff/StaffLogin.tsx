import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffLoginTexts } from "@/i18n/staff";
import { platform } from "@/lib/platform";
import { sentenceOf } from "@/lib/query";
import { pathOf, replaceByPath } from "@/lib/routes";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { roleOf } from "@/ui/role";
import { useStaffEntry } from "./use-staff-login";

type Props = {
  /** Where one wanted to go. */
  back: string | null;
  /** An invitation that came by a link. */
  invitation: string | null;
  /** Filled in already, for the people of the demo shop. */
  login: string;
  password: string;
};

/** The door for the shop's people: by password, by WeChat, or with an invitation. */
export function StaffLogin({ back, invitation, login: first, password: secret }: Readonly<Props>) {
  const t = useTexts(staffLoginTexts);
  const [isJoining, setJoining] = useState(invitation !== null);
  const [token, setToken] = useState(invitation ?? "");
  const [login, setLogin] = useState(first);
  const [password, setPassword] = useState(secret);
  const isOurs = back?.startsWith("/subpackages/merchant") === true;
  const entry = useStaffEntry(() =>
    replaceByPath(isOurs && back !== null ? back : pathOf("today")),
  );
  const isWechat = platform.name === "weapp";
  const isFilled = login.trim() !== "" && password !== "" && (!isJoining || token.trim() !== "");
  const handleEnter = () => {
    if (!isFilled || entry.isBusy) return;
    if (isJoining) entry.join(token.trim(), login.trim(), password);
    else entry.byPassword(login.trim(), password);
  };

  return (
    <View className="staff-door">
      <Card>
        <View className="nd-stack">
          <View className="nd-page-title" {...roleOf("heading", { "aria-level": "1" })}>
            {t(isJoining ? "invited" : "title")}
          </View>
          <Text className="nd-second">
            {isJoining ? t(isWechat ? "invitedWechat" : "invitedNote") : t("note")}
          </Text>
          {isJoining && invitation === null && (
            <Field label={t("token")} value={token} onInput={setToken} hint={t("tokenHint")} />
          )}
          <Field
            label={t("login")}
            id="staff-login"
            value={login}
            onInput={setLogin}
            maxLength={32}
            {...(isJoining ? { hint: t("loginHint") } : {})}
          />
          <Field
            label={t("password")}
            id="staff-password"
            kind="password"
            value={password}
            onInput={setPassword}
            maxLength={128}
            onConfirm={handleEnter}
            {...(isJoining ? { hint: t("passwordHint") } : {})}
          />
          {entry.error !== null && <Notice mood="bad">{sentenceOf(entry.error, t("away"))}</Notice>}
          <Button
            look="main"
            isBlock
            id="staff-enter"
            isBusy={entry.isBusy}
            isDisabled={!isFilled}
            onTap={handleEnter}
          >
            {t(isJoining ? "join" : "enter")}
          </Button>
          {isWechat && (
            <Button
              isBlock
              isBusy={entry.isBusy}
              isDisabled={isJoining && token.trim() === ""}
              onTap={() => (isJoining ? entry.joinByWechat(token.trim()) : entry.byWechat())}
            >
              {t(isJoining ? "joinWechat" : "byWechat")}
            </Button>
          )}
          <Button isBlock onTap={() => setJoining(!isJoining)}>
            {t(isJoining ? "haveAccount" : "haveInvitation")}
          </Button>
        </View>
      </Card>
    </View>
  );
}

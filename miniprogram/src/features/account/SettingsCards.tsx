import { View } from "@tarojs/components";
import { useState } from "react";
import { language, useTexts } from "@/i18n";
import { settingsTexts } from "@/i18n/account";
import { leave } from "@/lib/login";
import { platform } from "@/lib/platform";
import { useApi } from "@/lib/query";
import { go, goLogin } from "@/lib/routes";
import { toast } from "@/lib/say";
import { useMember, useStaffLogin } from "@/lib/session";
import { useStore } from "@/lib/store";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Chips } from "@/ui/Chips";
import { Confirm } from "@/ui/Confirm";
import { largeText } from "@/ui/Screen";
import { Switch } from "@/ui/Switch";
import { Tap } from "@/ui/Tap";
import "./account.css";

/** The ways to one's own data; a guest is shown where to log in. */
export function AccountCard() {
  const t = useTexts(settingsTexts);
  const isMember = useMember() !== null;
  if (!isMember)
    return (
      <Card title={t("account")}>
        <Button look="main" isBlock onTap={goLogin}>
          {t("logIn")}
        </Button>
      </Card>
    );
  return (
    <Card title={t("account")}>
      <Cell title={t("profile")} onTap={() => go("profile")} />
      <Cell title={t("addresses")} onTap={() => go("addresses")} />
      <Cell title={t("privacy")} onTap={() => go("privacy")} />
    </Card>
  );
}

/** Language and size of letters, on this phone. */
export function LookCard() {
  const t = useTexts(settingsTexts);
  const chosen = useStore(language);
  const isLarge = useStore(largeText);
  return (
    <Card title={t("look")}>
      <Cell
        title={t("language")}
        value={
          <Chips
            choices={[
              { key: "zh-CN", text: t("chinese") },
              { key: "en", text: t("english") },
            ]}
            chosen={chosen}
            onChoose={language.set}
          />
        }
      />
      <Cell
        title={t("large")}
        note={t("largeNote")}
        value={<Switch isOn={isLarge} label={t("large")} onChange={largeText.set} />}
      />
    </Card>
  );
}

/** Which shop this is, and how to reach it. */
export function AboutCard() {
  const t = useTexts(settingsTexts);
  const shop = useApi("GET /v1/shop", {}, { isKept: true }).data;
  const phone = shop?.servicePhone ?? null;
  return (
    <Card title={t("about")}>
      {shop !== undefined && <Cell title={shop.name} note={shop.slogan} />}
      {shop !== undefined && <Cell title={t("hours")} value={shop.serviceHours} />}
      {phone !== null && (
        <Cell title={t("call")} value={phone} onTap={() => platform.call(phone)} />
      )}
      <View className="nd-note account-quiet">{t("version")}</View>
    </Card>
  );
}

/** Logging out, for whoever is in. */
export function LeaveButton() {
  const t = useTexts(settingsTexts);
  const isMember = useMember() !== null;
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  if (!isMember) return null;
  const handleLeave = async () => {
    if (isBusy) return;
    setBusy(true);
    await leave();
    setBusy(false);
    setAsking(false);
    toast(t("left"));
    go("home");
  };
  return (
    <>
      <Button id="settings-leave" isBlock onTap={() => setAsking(true)}>
        {t("leave")}
      </Button>
      <Confirm
        isOpen={isAsking}
        title={t("leaveTitle")}
        text={t("leaveText")}
        action={t("leave")}
        isBusy={isBusy}
        onConfirm={() => void handleLeave()}
        onClose={() => setAsking(false)}
      />
    </>
  );
}

/** The door for the shop's people, quietly. */
export function StaffDoor() {
  const t = useTexts(settingsTexts);
  const isIn = useStaffLogin() !== null;
  return (
    <Tap
      id="settings-staff"
      className="account-quiet"
      role="link"
      onTap={() => go(isIn ? "today" : "staffLogin")}
    >
      {t("staff")}
    </Tap>
  );
}

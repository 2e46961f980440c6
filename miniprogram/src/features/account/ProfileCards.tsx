import { View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { profileTexts } from "@/i18n/account";
import { dayOf } from "@/lib/format";
import { platform } from "@/lib/platform";
import { useApi } from "@/lib/query";
import { go, goLogin } from "@/lib/routes";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Notice } from "@/ui/Notice";
import { BirthdaySheet } from "./BirthdaySheet";
import { NameSheet } from "./NameSheet";
import { birthdayWords, useDemoWechat, type Me } from "./use-profile";

/** What the shop knows of its shopper, each with why it is asked. */
export function ProfileCards({ me }: Readonly<{ me: Me }>) {
  const t = useTexts(profileTexts);
  const words = useDateWords();
  const [open, setOpen] = useState<"name" | "birthday" | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <Card>
        <Cell
          id="profile-open-name"
          title={t("name")}
          note={t("nameWhy")}
          value={me.displayName ?? t("nameNone")}
          onTap={() => setOpen("name")}
        />
        <Cell
          id="profile-open-birthday"
          title={t("birthday")}
          note={t("birthdayWhy")}
          value={me.birthday === null ? t("birthdayNone") : birthdayWords(me.birthday, t)}
          onTap={() => setOpen("birthday")}
        />
        <PhoneCell me={me} />
        <WechatCell me={me} />
      </Card>
      <Card>
        <Cell title={t("privacy")} note={t("privacyNote")} onTap={() => go("privacy")} />
      </Card>
      <View className="nd-note account-quiet">
        {me.joinedAt === null
          ? t("sinceVisit", { day: dayOf(me.createdAt, words) })
          : t("since", { day: dayOf(me.joinedAt, words) })}
      </View>
      <NameSheet name={me.displayName ?? ""} isOpen={open === "name"} onClose={close} />
      <BirthdaySheet birthday={me.birthday} isOpen={open === "birthday"} onClose={close} />
    </>
  );
}

function PhoneCell({ me }: Readonly<{ me: Me }>) {
  const t = useTexts(profileTexts);
  // Only WeChat vouches for a phone of somebody who is logged in already.
  const canBind = me.phoneMasked === null && platform.name === "weapp";
  return (
    <Cell
      title={t("phone")}
      note={t("phoneWhy")}
      value={me.phoneMasked ?? t(canBind ? "phoneBind" : "phoneNone")}
      {...(canBind ? { onTap: goLogin } : {})}
    />
  );
}

function WechatCell({ me }: Readonly<{ me: Me }>) {
  const t = useTexts(profileTexts);
  const shop = useApi("GET /v1/shop", {}, { isKept: true });
  const demo = useDemoWechat();
  const canBind = !me.hasWechat && platform.name === "h5" && shop.data?.isDemo === true;
  return (
    <>
      <Cell
        title={t("wechat")}
        note={me.hasWechat || canBind ? t("wechatWhy") : t("wechatHow")}
        value={t(me.hasWechat ? "wechatBound" : "wechatNone")}
      />
      {canBind && (
        <View className="nd-stack">
          <Button look="soft" isBlock isBusy={demo.isBusy} onTap={demo.bind}>
            {t("wechatDemo")}
          </Button>
          {demo.fault !== null && <Notice mood="bad">{demo.fault}</Notice>}
        </View>
      )}
    </>
  );
}

import { useTexts, language } from "@/i18n";
import { meTexts } from "@/i18n/me";
import { platform } from "@/lib/platform";
import { go } from "@/lib/routes";
import { useMember, useStaffLogin } from "@/lib/session";
import { useStore } from "@/lib/store";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Chips } from "@/ui/Chips";
import { useShop } from "./use-me";

/** The ways on from the page about oneself; guests see those that need no login. */
export function MeLinks() {
  const t = useTexts(meTexts);
  const chosen = useStore(language);
  const isMember = useMember() !== null;
  const isStaff = useStaffLogin() !== null;
  const shop = useShop().data;
  const phone = shop?.servicePhone ?? null;
  return (
    <>
      <Card>
        <Cell title={t("claims")} onTap={() => go("claims")} />
        {!isMember && <Cell title={t("tiers")} onTap={() => go("tier")} />}
        <Cell title={t("mall")} onTap={() => go("mall")} />
        <Cell title={t("code")} onTap={() => go("code")} />
        {isMember && <Cell title={t("addresses")} onTap={() => go("addresses")} />}
        {isMember && <Cell title={t("profile")} onTap={() => go("profile")} />}
        <Cell title={t("privacy")} note={t("privacyNote")} onTap={() => go("privacy")} />
      </Card>
      <Card>
        {phone !== null && (
          <Cell
            title={t("call")}
            note={shop?.serviceHours ?? ""}
            value={phone}
            onTap={() => platform.call(phone)}
          />
        )}
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
        <Cell title={t("settings")} onTap={() => go("settings")} />
        {isStaff && <Cell title={t("staff")} note={t("staffNote")} onTap={() => go("today")} />}
      </Card>
    </>
  );
}

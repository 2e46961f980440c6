import { Text } from "@tarojs/components";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { loginTexts } from "@/i18n/account";
import { demo } from "@/lib/demo";
import type { DemoPerson } from "@/lib/demo.types";
import { enter } from "@/lib/login";
import { sentenceOf, useApi } from "@/lib/query";
import { go } from "@/lib/routes";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Notice } from "@/ui/Notice";

/** In a demo shop, and only there: its people to log in as, and the inbox where codes arrive. */
export function DemoLogin({ onDone }: Readonly<{ onDone: () => void }>) {
  const t = useTexts(loginTexts);
  const shop = useApi("GET /v1/shop", {}, { isKept: true, isOn: demo !== null });
  const isDemo = demo !== null && shop.data?.isDemo === true;
  const people = useQuery({
    queryKey: ["demo people"],
    queryFn: async () => (await demo?.people()) ?? [],
    enabled: isDemo,
  });
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const handleChoose = async ({ openid, staff }: DemoPerson) => {
    if (isBusy || demo === null) return;
    if (staff !== null) {
      go("staffLogin", staff);
      return;
    }
    setBusy(true);
    setError(null);
    try {
      await enter(await demo.logIn(openid ?? ""));
      onDone();
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };

  if (!isDemo) return null;
  return (
    <Card title={t("demo")}>
      <Text className="nd-second">{t("demoNote")}</Text>
      <Cell title={t("inbox")} note={t("inboxNote")} onTap={() => demo?.openInbox()} />
      {(people.data ?? []).map((person) => (
        <Cell
          key={person.name}
          id={`demo-${person.staff?.login ?? "shopper"}`}
          title={t(person.staff === null ? "demoLogin" : "staffLogin", { name: person.name })}
          note={person.hint}
          value={person.role}
          onTap={() => void handleChoose(person)}
        />
      ))}
      {error !== null && <Notice mood="bad">{sentenceOf(error, t("away"))}</Notice>}
    </Card>
  );
}

import { View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts, type Say } from "@/i18n";
import { tierTexts } from "@/i18n/tiers";
import { money, when } from "@/lib/format";
import type { Row } from "@/lib/query";
import { go } from "@/lib/routes";
import { Empty } from "@/ui/Blank";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Chips } from "@/ui/Chips";
import { List } from "@/ui/List";
import { Price } from "@/ui/Price";
import { useHistory, type HistoryKind } from "./use-tier";

type Entry = Row<"GET /v1/me/timeline">;
type Purchase = Extract<Entry, { kind: "purchase" }>["purchase"];
type T = Say<typeof tierTexts>;

const keyOf = (entry: Entry): string =>
  entry.kind === "purchase" ? entry.purchase.id : `${entry.kind}${entry.at}`;

function boughtWords(t: T, { lines }: Purchase): string {
  const title = lines[0]?.title ?? "";
  const n = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return n > 1 ? t("boughtMany", { title, n }) : t("bought", { title });
}

function PurchaseRow({ purchase }: Readonly<{ purchase: Purchase }>) {
  const t = useTexts(tierTexts);
  const words = useDateWords();
  const refunded = purchase.refunds.reduce(
    (sum, { goodsFen, freightFen }) => sum + goodsFen + freightFen,
    0,
  );
  const notes = [
    when(purchase.at, words),
    ...(purchase.source === "pos" ? [t("inStore")] : []),
    ...(refunded > 0 ? [t("refunded", { money: money(refunded) })] : []),
  ];
  const isOrder = purchase.source === "shop" && purchase.externalId.startsWith("ord_");
  return (
    <Cell
      title={<View className="nd-clip">{boughtWords(t, purchase)}</View>}
      note={notes.join(" · ")}
      value={<Price fen={purchase.paidFen} look="plain" />}
      {...(isOrder ? { onTap: () => go("order", { orderId: purchase.externalId }) } : {})}
    />
  );
}

function EntryRow({ entry }: Readonly<{ entry: Entry }>) {
  const t = useTexts(tierTexts);
  const words = useDateWords();
  if (entry.kind === "purchase") return <PurchaseRow purchase={entry.purchase} />;
  return (
    <Cell
      title={entry.kind === "joined" ? t("joined") : t(entry.reason, { to: entry.toName })}
      note={when(entry.at, words)}
    />
  );
}

/** One's history with the shop: joining, purchases, tiers; newest first. */
export function TierHistory() {
  const t = useTexts(tierTexts);
  const [kind, setKind] = useState<HistoryKind>("all");
  const list = useHistory(kind, true);
  return (
    <Card title={t("history")}>
      <Chips
        choices={[
          { key: "all", text: t("all") },
          { key: "purchase", text: t("purchases") },
          { key: "tier_change", text: t("changes") },
        ]}
        chosen={kind}
        onChoose={setKind}
      />
      <List
        key={kind}
        list={list}
        keyOf={keyOf}
        render={(entry) => <EntryRow entry={entry} />}
        className="tier-history"
        skeleton={[96, 96, 96]}
        empty={
          <Empty
            mark="paper"
            text={t("emptyHistory")}
            next={{ text: t("look"), onTap: () => go("home") }}
          />
        }
      />
    </Card>
  );
}

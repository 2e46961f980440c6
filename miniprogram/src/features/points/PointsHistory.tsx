import { Text, View } from "@tarojs/components";
import { useDateWords, useTexts, type Say } from "@/i18n";
import { pointsTexts } from "@/i18n/points";
import { grouped, when } from "@/lib/format";
import { go } from "@/lib/routes";
import { Empty } from "@/ui/Blank";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { List } from "@/ui/List";
import { usePointsEntries, type PointsEntry } from "./use-points";

type T = Say<typeof pointsTexts>;

const kinds: Readonly<Record<string, Parameters<T>[0]>> = {
  earn: "kindEarn",
  activate: "kindActivate",
  hold: "kindHold",
  capture: "kindCapture",
  release: "kindRelease",
  revert: "kindRevert",
  spend: "kindSpend",
  claw_back: "kindClawBack",
  expire: "kindExpire",
  adjust: "kindAdjust",
  open: "kindOpen",
  join: "kindJoin",
};

const signed = (n: number): string => (n > 0 ? `+${grouped(n)}` : `-${grouped(-n)}`);

/** What an entry changed: of the points to spend where those changed, and of the other figures. */
function changes(t: T, entry: PointsEntry): { main: string; isUp: boolean; others: string[] } {
  const said = (
    [
      ["entryAvailable", entry.available],
      ["entryPending", entry.pending],
      ["entryHeld", entry.held],
      ["entryDebt", entry.debt],
    ] as const
  ).filter(([, n]) => n !== 0);
  const first = said[0];
  const isAvailable = entry.available !== 0;
  return {
    main:
      first === undefined
        ? t("n", { n: 0 })
        : isAvailable
          ? t("n", { n: signed(entry.available) })
          : t(first[0], { n: signed(first[1]) }),
    isUp: entry.available > 0,
    others: said.slice(1).map(([key, n]) => t(key, { n: signed(n) })),
  };
}

function Entry({ entry }: Readonly<{ entry: PointsEntry }>) {
  const t = useTexts(pointsTexts);
  const words = useDateWords();
  const { orderId, note, title } = entry;
  const { main, isUp, others } = changes(t, entry);
  const kind = kinds[entry.kind];
  return (
    <Cell
      title={kind === undefined ? title : t(kind)}
      note={
        <>
          {note !== null && <View>{note}</View>}
          <View>{[when(entry.at, words), ...others].join(" · ")}</View>
        </>
      }
      value={<Text className={`points-change ${isUp ? "points-change--up" : ""}`}>{main}</Text>}
      {...(orderId === null ? {} : { onTap: () => go("order", { orderId }) })}
    />
  );
}

/** Where every point came from and went, newest first; an entry of an order leads to it. */
export function PointsHistory() {
  const t = useTexts(pointsTexts);
  const list = usePointsEntries();
  return (
    <Card title={t("history")}>
      <List
        list={list}
        keyOf={({ id }) => id}
        render={(entry) => <Entry entry={entry} />}
        className="points-entries"
        skeleton={[96, 96, 96]}
        empty={
          <Empty
            mark="star"
            text={t("emptyHistory")}
            next={{ text: t("look"), onTap: () => go("home") }}
          />
        }
      />
    </Card>
  );
}

import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { todayTexts } from "@/i18n/staff-today";
import type { Answer } from "@/lib/api";
import { dayOf, grouped, minuteOf, money } from "@/lib/format";
import { useApi, useFreshOnShow } from "@/lib/query";
import { go, type PageName } from "@/lib/routes";
import { Failure } from "@/ui/Blank";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Skeleton } from "@/ui/Skeleton";
import { Tag } from "@/ui/Tag";
import { roleOf } from "@/ui/role";
import { LineChart } from "../LineChart";
import { roomOf } from "../rooms";

type Today = Answer<"GET /v1/staff/today">;
type Figures = Today["today"];
const MINUTE_MS = 60_000;
/** The server counts no further. */
const MOST = 1_000;

/** How today goes, what waits to be done, and thirty days at a glance. */
export function TodayDesk() {
  const answer = useApi("GET /v1/staff/today", {}, { everyMs: MINUTE_MS });
  useFreshOnShow(["GET /v1/staff/today"]);
  if (answer.data === undefined)
    return answer.error === null ? (
      <Skeleton heights={[300, 400, 480]} />
    ) : (
      <Failure error={answer.error} onRetry={() => void answer.refetch()} />
    );
  const { data } = answer;
  return (
    <View className="nd-stack">
      <FourFigures data={data} />
      <View className="staff-columns staff-columns--even">
        <ToDo toDo={data.toDo} />
        <Month series={data.series} />
      </View>
    </View>
  );
}

function FourFigures({ data }: Readonly<{ data: Today }>) {
  const t = useTexts(todayTexts);
  const words = useDateWords();
  const { today, lastWeek } = data;
  const shown: readonly {
    key: "paid" | "orders" | "buyers" | "average";
    of: (figures: Figures) => number | null;
    say: (value: number) => string;
  }[] = [
    { key: "paid", of: ({ paidFen }) => paidFen, say: money },
    { key: "orders", of: ({ orders }) => orders, say: (count) => t("count", { count }) },
    { key: "buyers", of: ({ buyers }) => buyers, say: (count) => t("people", { count }) },
    { key: "average", of: ({ averageFen }) => averageFen, say: money },
  ];
  const time = minuteOf(data.at, words).split(" ").at(-1) ?? "";
  return (
    <View className="nd-stack">
      <Text className="nd-note">{t("asOf", { day: dayOf(data.day, words), time })}</Text>
      <View className="staff-figures">
        {shown.map(({ key, of, say }) => (
          <Card key={key}>
            <View className="nd-second">{t(key)}</View>
            <View className="staff-figure">
              {of(today) === null ? t("noneYet") : say(of(today) ?? 0)}
            </View>
            <Change now={of(today)} before={of(lastWeek)} say={say} />
          </Card>
        ))}
      </View>
    </View>
  );
}

type ChangeProps = { now: number | null; before: number | null; say: (value: number) => string };

function Change({ now, before, say }: Readonly<ChangeProps>) {
  const t = useTexts(todayTexts);
  if (before === null)
    return <View className="nd-note">{t("lastWeek", { value: t("noneYet") })}</View>;
  const share = before > 0 && now !== null ? Math.round(((now - before) * 100) / before) : null;
  const key = share === null ? null : share > 0 ? "up" : share < 0 ? "down" : "same";
  return (
    <View>
      <View className="nd-note">{t("lastWeek", { value: say(before) })}</View>
      {key !== null && share !== null && (
        <View className={`nd-note staff-change--${key}`}>
          {key === "up" ? "↑ " : key === "down" ? "↓ " : ""}
          {t(key, { share: grouped(Math.abs(share)) })}
        </View>
      )}
    </View>
  );
}

/** Where each thing that waits is done; what has no page of its own yet is not offered. */
const places: readonly {
  key: keyof Today["toDo"];
  page: PageName;
  query?: Readonly<Record<string, string>>;
}[] = [
  { key: "ordersToShip", page: "staffOrders", query: { show: "toShip" } },
  { key: "ordersToPickUp", page: "staffOrders", query: { show: "toPickUp" } },
  { key: "refundsToDecide", page: "staffRefunds", query: { state: "requested" } },
  { key: "pointsToApprove", page: "adjustments" },
  { key: "codesToApprove", page: "codes" },
  { key: "personalPricesToApprove", page: "personalPrices" },
  { key: "campaignsToApprove", page: "campaigns" },
  { key: "lowStock", page: "stock", query: { show: "low" } },
  { key: "openCases", page: "reconciliation" },
];

function ToDo({ toDo }: Readonly<{ toDo: Today["toDo"] }>) {
  const t = useTexts(todayTexts);
  const rows = places.filter(({ key, page }) => toDo[key] !== null && roomOf(page) !== undefined);
  return (
    <Card title={t("toDo")}>
      {rows.map(({ key, page, query }) => {
        const count = toDo[key] ?? 0;
        const text = count >= MOST ? t("more", { count: grouped(MOST) }) : grouped(count);
        return (
          <Cell
            key={key}
            id={`todo-${key}`}
            title={t(key)}
            value={<Tag text={text} mood={count === 0 ? "quiet" : "brand"} />}
            onTap={() => go(page, query ?? {})}
          />
        );
      })}
    </Card>
  );
}

function Month({ series }: Readonly<{ series: Today["series"] }>) {
  const t = useTexts(todayTexts);
  const words = useDateWords();
  const [isTable, setTable] = useState(false);
  const latestFirst = [...series];
  latestFirst.reverse();
  const best = series.reduce<Today["series"][number] | null>(
    (top, one) => (top === null || one.paidFen > top.paidFen ? one : top),
    null,
  );
  const says =
    best === null
      ? t("month")
      : t("chartSays", {
          max: money(best.paidFen),
          day: dayOf(best.day, words),
          today: money(series.at(-1)?.paidFen ?? 0),
        });
  return (
    <Card
      title={t("month")}
      more={{ text: t(isTable ? "asChart" : "asTable"), onTap: () => setTable(!isTable) }}
    >
      {isTable ? (
        <View className="staff-twin" {...roleOf("table", { "aria-label": t("month") })}>
          <View className="staff-compare__row nd-note" {...roleOf("row")}>
            <Text {...roleOf("columnheader")}>{t("day")}</Text>
            <Text {...roleOf("columnheader")}>{t("paid")}</Text>
            <Text {...roleOf("columnheader")}>{t("orders")}</Text>
          </View>
          {latestFirst.map(({ day, paidFen, orders }) => (
            <View key={day} className="staff-compare__row" {...roleOf("row")}>
              <Text {...roleOf("cell")}>{dayOf(day, words)}</Text>
              <Text {...roleOf("cell")}>{money(paidFen)}</Text>
              <Text {...roleOf("cell")}>{t("count", { count: orders })}</Text>
            </View>
          ))}
        </View>
      ) : (
        <>
          <LineChart
            id="today-month"
            points={series.map(({ day, paidFen }) => ({
              label: day.slice(5).replace("-", "/"),
              value: paidFen / 100,
            }))}
            says={says}
            scale={(value) => grouped(value)}
          />
          <Text className="nd-note">{says}</Text>
        </>
      )}
    </Card>
  );
}

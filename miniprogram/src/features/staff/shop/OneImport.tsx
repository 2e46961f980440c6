import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffShopTexts } from "@/i18n/staff-shop";
import { api, type Answer } from "@/lib/api";
import { grouped, money } from "@/lib/format";
import { platform } from "@/lib/platform";
import { refresh, useApi, useApiList, useSend, type Row } from "@/lib/query";
import { Empty, Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Confirm } from "@/ui/Confirm";
import { Notice } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import { Tag } from "@/ui/Tag";
import { roleOf } from "@/ui/role";
import { DataTable, type Column } from "../DataTable";
import { importMoods } from "./ImportDesk";

type Import = Answer<"GET /v1/staff/imports/:importId">;
type Counts = NonNullable<Import["counts"]>;
type Refused = Row<"GET /v1/staff/imports/:importId/refused">;

const ASK_EVERY_MS = 1_500;

/** One import: what the check found, how far it is, what it brought, and every row that could not come along. */
export function OneImport({ importId }: Readonly<{ importId: string }>) {
  const [isMoving, setMoving] = useState(true);
  const answer = useApi(
    "GET /v1/staff/imports/:importId",
    { params: { importId } },
    { everyMs: isMoving ? ASK_EVERY_MS : false },
  );
  const one = answer.data;
  const moves = one?.state === "running" || one?.state === "undoing";
  if (one !== undefined && moves !== isMoving) setMoving(moves);
  if (one === undefined)
    return answer.error === null ? (
      <Skeleton heights={[200, 320]} />
    ) : (
      <Failure error={answer.error} onRetry={() => void answer.refetch()} />
    );
  return (
    <View className="nd-stack">
      <Head one={one} />
      {one.counts !== null && <Found counts={one.counts} />}
      <RefusedRows one={one} />
    </View>
  );
}

function Head({ one }: Readonly<{ one: Import }>) {
  const t = useTexts(staffShopTexts);
  const [asked, setAsked] = useState<"run" | "undo" | null>(null);
  const run = useSend("POST /v1/staff/imports/:importId/run", ["GET /v1/staff/imports/:importId"]);
  const undo = useSend("POST /v1/staff/imports/:importId/undo", [
    "GET /v1/staff/imports/:importId",
  ]);
  const send = asked === "undo" ? undo : run;
  const { progress, added, undone } = one;
  const share =
    progress === null || progress.total === 0 ? 0 : (progress.done / progress.total) * 100;
  return (
    <Card>
      <View className="nd-stack">
        <View className="nd-row nd-row--between">
          <Text className="nd-strong">{one.files.map(({ name }) => name).join("、")}</Text>
          <Tag text={t(one.state)} mood={importMoods[one.state]} />
        </View>
        {progress !== null && (
          <>
            <Text className="nd-second">
              {t("progress", {
                step: t(progress.step),
                done: grouped(progress.done),
                total: grouped(progress.total),
              })}
            </Text>
            <View
              className="nd-progress"
              {...roleOf("progressbar", { "aria-label": t("running") })}
            >
              <View className="nd-progress__done" style={{ width: `${share}%` }} />
            </View>
          </>
        )}
        {one.failure !== null && <Notice mood="bad">{one.failure}</Notice>}
        {added !== null && undone === null && (
          <Notice mood="good">{t("added", told(added))}</Notice>
        )}
        {undone !== null && <Notice mood="info">{t("takenBack", told(undone))}</Notice>}
        {(one.state === "checked" || one.state === "failed") && (
          <Button look="main" isBlock onTap={() => setAsked("run")}>
            {t("run")}
          </Button>
        )}
        {one.state === "done" && (
          <Button look="danger" isBlock onTap={() => setAsked("undo")}>
            {t("undo")}
          </Button>
        )}
      </View>
      <Confirm
        isOpen={asked !== null}
        title={t(asked ?? "run")}
        text={t(asked === "undo" ? "undoText" : "runText")}
        action={t(asked ?? "run")}
        isDanger={asked === "undo"}
        isBusy={send.isPending}
        error={send.error}
        onConfirm={() =>
          send.mutate(
            { params: { importId: one.importId } },
            {
              onSuccess: () => {
                setAsked(null);
                void refresh(["GET /v1/staff/imports"]);
              },
            },
          )
        }
        onClose={() => setAsked(null)}
      />
    </Card>
  );
}

const told = (sum: NonNullable<Import["added"]>) => ({
  members: grouped(sum.members),
  purchases: grouped(sum.purchases),
  amount: money(sum.paidFen),
  tiers: grouped(sum.tiers),
});

function Found({ counts }: Readonly<{ counts: Counts }>) {
  const t = useTexts(staffShopTexts);
  const { members, orders, balances, coupons, tiers } = counts;
  return (
    <>
      {members !== null && (
        <Part
          name={t("members")}
          part={members}
          lines={[t("accepted", { count: grouped(members.accepted) })]}
        />
      )}
      {orders !== null && (
        <Part
          name={t("orders")}
          part={orders}
          lines={[
            t("purchases", { count: grouped(orders.purchases), amount: money(orders.netFen) }),
            ...(orders.known > 0 ? [t("known", { count: grouped(orders.known) })] : []),
          ]}
        />
      )}
      {balances !== null && (
        <Part
          name={t("balances")}
          part={balances}
          lines={[
            t("pointsSum", { count: grouped(balances.balances), points: grouped(balances.points) }),
          ]}
        />
      )}
      {coupons !== null && (
        <Part
          name={t("coupons")}
          part={coupons}
          lines={[t("couponCount", { count: grouped(coupons.coupons) })]}
        />
      )}
      {tiers !== null && (
        <Part
          name={t("tiers")}
          part={tiers}
          lines={[
            t("tierCount", { count: grouped(tiers.tiers) }),
            ...(tiers.known > 0 ? [t("known", { count: grouped(tiers.known) })] : []),
          ]}
        />
      )}
    </>
  );
}

type Rows = NonNullable<Counts["members"]>;
type PartProps = {
  name: string;
  part: Pick<Rows, "rows" | "refusedRows" | "reasons">;
  lines: readonly string[];
};

function Part({ name, part, lines }: Readonly<PartProps>) {
  const t = useTexts(staffShopTexts);
  return (
    <Card title={name}>
      <View className="nd-stack">
        <Text>{[t("readRows", { count: grouped(part.rows) }), ...lines].join(" · ")}</Text>
        {part.refusedRows === 0 ? (
          <Notice mood="good">{t("noneRefused")}</Notice>
        ) : (
          <Notice mood="warn">{t("refusedRows", { count: grouped(part.refusedRows) })}</Notice>
        )}
        {part.reasons.map(({ reason, rows, lines: examples }) => (
          <Cell
            key={reason}
            title={reason}
            note={t("lines", { lines: examples.join("、") })}
            value={t("reasonRows", { count: grouped(rows) })}
          />
        ))}
      </View>
    </Card>
  );
}

function RefusedRows({ one }: Readonly<{ one: Import }>) {
  const t = useTexts(staffShopTexts);
  const params = { importId: one.importId };
  const list = useApiList("GET /v1/staff/imports/:importId/refused", { params, query: {} });
  const columns: readonly Column<Refused>[] = [
    { key: "kind", title: t("kind"), text: ({ kind }) => t(kind) },
    { key: "line", title: t("line"), text: ({ line }) => String(line), sort: ({ line }) => line },
    { key: "why", title: t("why"), width: "2fr", text: ({ reason }) => reason },
    { key: "content", title: t("content"), width: "3fr", text: ({ cells }) => cells.join(" | ") },
  ];
  const handleDownload = async (kind: Refused["kind"]) => {
    const text = await api("GET /v1/staff/imports/:importId/refused.csv", {
      params,
      query: { kind },
    });
    await platform.saveText(`refused-${kind}.csv`, text.replace(/^\uFEFF/, ""));
  };
  const refusedKinds = one.files
    .map(({ kind }) => kind)
    .filter((kind) => (one.counts?.[kind]?.refusedRows ?? 0) > 0);
  return (
    <Card title={t("report")}>
      <View className="nd-stack">
        {refusedKinds.length > 0 && (
          <View className="nd-row nd-row--wrap">
            {refusedKinds.map((kind) => (
              <Button key={kind} isSmall onTap={() => void handleDownload(kind)}>
                {t("download", { kind: t(kind) })}
              </Button>
            ))}
          </View>
        )}
        <DataTable
          name="refused-rows"
          list={list}
          columns={columns}
          keyOf={({ kind, line, reason }) => `${kind} ${line} ${reason}`}
          card={(row) => (
            <View className="nd-stack">
              <Text className="nd-strong">
                {t(row.kind)} · {t("lines", { lines: row.line })}
              </Text>
              <Text>{row.reason}</Text>
              <Text className="nd-note staff-words">{row.cells.join(" | ")}</Text>
            </View>
          )}
          empty={<Empty mark="tick" text={t("noRefused")} />}
        />
      </View>
    </Card>
  );
}

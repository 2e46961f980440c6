import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { day, fen, id, instant, pageOf, pageQuery, text } from "./primitives.ts";

/** What can be brought in, each from a CSV file of its own. */
export const importKinds = ["members", "orders", "balances", "coupons", "tiers"] as const;
/** Where an import stands; `failed` can be run again, `running` and `undoing` go on by themselves. */
export const importStates = ["checked", "running", "done", "failed", "undoing", "undone"] as const;
/** Why a member whom an import made stays when it is undone. */
export const importKeptReasons = ["joined", "bought", "imported", "holds"] as const;

/** All files of an import together, in bytes of UTF-8. */
const FILES_BYTES_MAX = 2_000_000;

const file = z.strictObject({
  kind: z.enum(importKinds),
  name: text(100),
  text: z.string().min(1).max(FILES_BYTES_MAX),
});

const files = z
  .array(file)
  .min(1)
  .max(importKinds.length)
  .refine(
    (list) => new Set(list.map(({ kind }) => kind)).size === list.length,
    "每种内容只能有一个文件",
  )
  .refine(
    (list) =>
      list.reduce((sum, one) => sum + new TextEncoder().encode(one.text).length, 0) <=
      FILES_BYTES_MAX,
    "文件合计不能超过 2 MB",
  );

const rows = {
  rows: z.int(),
  refusedRows: z.int(),
  /** By reason, the most frequent first, with the first few lines of each; a row stands under all of its reasons. */
  reasons: z.array(z.object({ reason: z.string(), rows: z.int(), lines: z.array(z.int()) })),
};

/** What the files bring, or would bring as long as nothing is written. */
export const importCounts = z.object({
  members: z.object({ ...rows, accepted: z.int() }).nullable(),
  orders: z
    .object({
      ...rows,
      purchases: z.int(),
      /** Of the purchases, those that an earlier import brought. */
      known: z.int(),
      paidFen: fen,
      netFen: fen,
      buyers: z.int(),
    })
    .nullable(),
  balances: z.object({ ...rows, balances: z.int(), points: z.int(), empty: z.int() }).nullable(),
  coupons: z.object({ ...rows, coupons: z.int() }).nullable(),
  /** `empty`: rows of the base level, which everybody has. */
  tiers: z.object({ ...rows, tiers: z.int(), known: z.int(), empty: z.int() }).nullable(),
});

const importView = z.object({
  importId: z.string(),
  state: z.enum(importStates),
  /** `cli`: begun in a terminal. */
  source: z.enum(["staff", "cli"]),
  files: z.array(z.object({ kind: z.enum(importKinds), name: z.string(), rows: z.int() })),
  asOfDay: day,
  createdAt: instant,
  createdByName: z.string().nullable(),
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  /** Rows read of all rows, and of what; while it runs. */
  progress: z
    .object({ step: z.enum([...importKinds, "standings"]), done: z.int(), total: z.int() })
    .nullable(),
  counts: importCounts.nullable(),
  /** What the shop has of it now that it had not before; null until it has ended. */
  added: z
    .object({ members: z.int(), purchases: z.int(), paidFen: fen, tiers: z.int() })
    .nullable(),
  failure: z.string().nullable(),
  undone: z
    .object({
      purchases: z.int(),
      paidFen: fen,
      members: z.int(),
      cleared: z.int(),
      tiers: z.int(),
      kept: z.array(z.object({ reason: z.enum(importKeptReasons), members: z.int() })),
      at: instant,
    })
    .nullable(),
});

const importParams = z.object({ importId: id("imp") });

/** How staff bring in what another system knows: checked first, then run, and taken back if need be. */
export const importsEndpoints = endpoints({
  "POST /v1/staff/imports": {
    tag: "导入",
    summary:
      "交来 CSV 内容并检查：给出数目与每一个不能导入的行及原因，什么都不写入。importId 由客户端生成，限可见全部门店的员工",
    auth: "staff:imports.run",
    limit: "write",
    bodyLimitBytes: 4_500_000,
    body: z.strictObject({
      importId: id("imp"),
      files,
      /** The day as of whose end tiers are counted; today when left out. */
      asOfDay: day.optional(),
    }),
    response: importView,
    status: 201,
    errors: ["import_refused", "idempotency_mismatch", "forbidden"],
  },
  "GET /v1/staff/imports": {
    tag: "导入",
    summary: "全部导入，新的在前",
    auth: "staff:imports.run",
    query: pageQuery,
    response: pageOf(importView),
    errors: ["forbidden"],
  },
  "GET /v1/staff/imports/:importId": {
    tag: "导入",
    summary: "一次导入：状态、进度与数目",
    auth: "staff:imports.run",
    params: importParams,
    response: importView,
    errors: ["forbidden"],
  },
  "POST /v1/staff/imports/:importId/run": {
    tag: "导入",
    summary: "开始写入检查过的内容，在后台进行；中断后自动继续，不会重复",
    auth: "staff:imports.run",
    params: importParams,
    response: importView,
    status: 202,
    errors: ["import_state", "forbidden"],
  },
  "POST /v1/staff/imports/:importId/undo": {
    tag: "导入",
    summary:
      "撤销一次导入：收回写入的购买记录、带来的等级、新建的会员与补上的资料，在后台进行；积分与券不收回，名下有它们的会员保留",
    auth: "staff:imports.run",
    params: importParams,
    response: importView,
    status: 202,
    errors: ["import_state", "forbidden"],
  },
  "GET /v1/staff/imports/:importId/refused": {
    tag: "导入",
    summary: "未导入的行及原因，按文件与行号；保留 30 天",
    auth: "staff:imports.run",
    params: importParams,
    query: pageQuery.extend({ kind: z.enum(importKinds).optional() }),
    response: pageOf(
      z.object({
        kind: z.enum(importKinds),
        line: z.int(),
        reason: z.string(),
        cells: z.array(z.string()),
      }),
    ),
    errors: ["forbidden"],
  },
  "GET /v1/staff/imports/:importId/refused.csv": {
    tag: "导入",
    summary: "一个文件里未导入的行（CSV，附行号与原因），改好后可再次导入",
    auth: "staff:imports.run",
    params: importParams,
    query: z.strictObject({ kind: z.enum(importKinds) }),
    response: { media: "text/csv; charset=utf-8" },
    errors: ["forbidden"],
  },
});

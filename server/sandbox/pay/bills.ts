import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import { PayRefusal } from "../http.ts";
import { dayEnd, dayStart } from "../shanghai.ts";
import type { World } from "../world.ts";
import { writeFundFlow } from "./fund-flow.ts";
import type { Ledger } from "./ledger.ts";
import { fieldRefusal } from "./rules.ts";
import { writeTrades } from "./trades.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LINK_LIFE = 300_000;
/** Bills are to be fetched from ten in the morning (Shanghai) of the next day. */
const READY_AFTER = 10 * HOUR;
const KEPT_DAYS = 92;

/** Which bill is wanted, as the query gives it. */
export interface BillOrder {
  readonly kind: "trade" | "fundflow";
  /** Shanghai day. */
  readonly date: string;
  /** bill_type or account_type. */
  readonly type: string;
  readonly gzip: string | undefined;
}

const TYPES = {
  trade: { field: "bill_type", values: ["ALL", "SUCCESS", "REFUND"] },
  fundflow: { field: "account_type", values: ["BASIC", "OPERATION", "FEES"] },
} as const;

const tokenSchema = z.object({
  kind: z.enum(["trade", "fundflow"]),
  date: z.string(),
  type: z.string(),
  gzip: z.string().optional(),
  until: z.number(),
});

function refuse(field: string, value: unknown, issue: string): PayRefusal {
  return fieldRefusal("query", field, value, issue);
}

/** Refuses what can never be fetched, and says what is not ready or not there. */
function checkOrder(world: World, order: BillOrder): number {
  const { field, values } = TYPES[order.kind];
  if (!(values as readonly string[]).includes(order.type))
    throw refuse(field, order.type, `须为${values.join("、")}之一`);
  if (order.gzip !== undefined && order.gzip !== "GZIP")
    throw refuse("tar_type", order.gzip, "须为GZIP");
  const start = dayStart(order.date);
  if (start === undefined) throw refuse("bill_date", order.date, "须为yyyy-MM-DD格式的日期");
  const now = world.clock.now();
  if (start > now) throw refuse("bill_date", order.date, "账单日期须早于今天");
  if (start < now - KEPT_DAYS * DAY) throw refuse("bill_date", order.date, "仅支持三个月内的账单");
  if (now < dayEnd(start) + READY_AFTER)
    throw new PayRefusal(400, "STATEMENT_CREATING", "账单文件正在生成中，请稍后再试");
  return start;
}

/** Writes the bill's text, or undefined when nothing happened that day. */
function writeBill(ledger: Ledger, order: BillOrder, start: number): string | undefined {
  const end = dayEnd(start);
  return order.kind === "trade"
    ? writeTrades(ledger, order.type, start, end)
    : writeFundFlow(ledger, order.type, start, end);
}

function sealToken({ keys }: World, content: string): string {
  return createHmac("sha256", keys.apiV3).update(`bill ${content}`).digest("base64url");
}

/**
 * Answers where a bill can be fetched for the next five minutes, and the SHA1 of its unzipped bytes.
 *
 * @throws PayRefusal PARAM_ERROR, STATEMENT_CREATING, NO_STATEMENT_EXIST.
 */
export function showDownload(
  world: World,
  ledger: Ledger,
  order: BillOrder,
): { hash_type: "SHA1"; hash_value: string; download_url: string } {
  const text = writeBill(ledger, order, checkOrder(world, order));
  if (text === undefined) throw new PayRefusal(400, "NO_STATEMENT_EXIST", "请求的账单文件不存在");
  const until = world.clock.now() + LINK_LIFE;
  const content = Buffer.from(JSON.stringify({ ...order, until })).toString("base64url");
  return {
    hash_type: "SHA1",
    hash_value: createHash("sha1").update(text).digest("hex"),
    download_url: `${world.publicUrl()}/v3/billdownload/file?token=${content}.${sealToken(world, content)}`,
  };
}

/**
 * Reads the order back from a download link.
 *
 * @throws PayRefusal 400 PARAM_ERROR for a link that is forged or older than five minutes.
 */
export function findBill(world: World, token: string): BillOrder {
  const [content = "", seal = ""] = token.split(".");
  const expected = Buffer.from(sealToken(world, content));
  const given = Buffer.from(seal);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw refuse("token", token, "下载地址无效");
  const { until, gzip, ...order } = tokenSchema.parse(
    JSON.parse(Buffer.from(content, "base64url").toString()),
  );
  if (world.clock.now() > until) throw refuse("token", token, "下载地址已过期");
  return { ...order, gzip };
}

/** Makes the bytes of a bill, zipped when it was ordered so. */
export function makeBill(ledger: Ledger, order: BillOrder): Buffer {
  const start = dayStart(order.date) ?? 0;
  const bytes = Buffer.from(writeBill(ledger, order, start) ?? "");
  return order.gzip === "GZIP" ? gzipSync(bytes) : bytes;
}

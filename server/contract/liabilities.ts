import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { day, fen, instant, pageOf, pageQuery } from "./primitives.ts";

/** What is owed comes in three kinds, each in its own unit. */
export const liabilityKinds = ["points", "coupons", "gifts"] as const;

/** opening + issued − used − expired − reversed = closing; the unit is points, coupons or units of a gift. */
const flows = {
  opening: z.int(),
  issued: z.int(),
  used: z.int(),
  expired: z.int(),
  reversed: z.int(),
  closing: z.int(),
};

const line = z.object({
  kind: z.enum(liabilityKinds),
  /** The coupon template or the gift's SKU; null for points, which are one pot. */
  subjectId: z.string().nullable(),
  name: z.string(),
  ...flows,
  /** Now, by a recount of who holds what: what it costs the shop at most, and as far as people used it so far. */
  now: z.object({ units: z.int(), maximumFen: fen, expectedFen: fen }),
});

/** What staff can see of what the shop owes its members. */
export const liabilitiesEndpoints = endpoints({
  "GET /v1/staff/liabilities": {
    tag: "负债",
    summary:
      "欠会员多少：积分、优惠券、赠品；期初 + 发放 − 使用 − 过期 − 收回 = 期末，任意两天（含）；以及现欠的最高与预期成本",
    auth: "staff:liabilities.read",
    query: z
      .strictObject({ from: day, to: day })
      .refine(({ from, to }) => from <= to, { path: ["to"], message: "不能早于起始日" }),
    response: z.object({
      from: day,
      to: day,
      lines: z.array(line),
      now: z.object({ maximumFen: fen, expectedFen: fen }),
    }),
    errors: [],
  },
  "GET /v1/staff/liabilities/creditors": {
    tag: "负债",
    summary: "现在欠谁：每位会员的积分、每张可用的券、每份还没有送出的赠品，何时起、何时到期",
    auth: "staff:liabilities.read",
    query: pageQuery.extend({ kind: z.enum(liabilityKinds) }),
    response: pageOf(
      z.object({
        kind: z.enum(liabilityKinds),
        memberId: z.string(),
        /** The coupon or the order; null for points. */
        sourceId: z.string().nullable(),
        name: z.string(),
        units: z.int(),
        maximumFen: fen,
        since: instant.nullable(),
        /** The soonest end: of part of the points, or of the coupon; null when there is none. */
        until: instant.nullable(),
      }),
    ),
    errors: [],
  },
});

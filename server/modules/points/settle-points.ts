import { addDays, shanghaiDay } from "../../kernel/calendar.ts";
import { assert } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { findBirthday } from "../members/index.ts";
import { changeAccount } from "./change-account.ts";
import { earnedPoints, freezeEarning, type EarningFacts } from "./earned-points.ts";
import { expiryDay } from "./expiry-day.ts";
import { isBirthdayMonth } from "./birthday-month.ts";
import { sumParts } from "./points-book.ts";
import { readPointsPolicy, type PointsPolicyRow } from "./points-policy.model.ts";
import { capture, earn } from "./points-verbs.ts";

const settlement = { kind: "system", name: "settle-order" } as const;

/** A paid order, as points see it. */
export type SettledOrder = {
  readonly memberId: string;
  readonly orderId: string;
  /** When it was paid. */
  readonly at: Date;
  readonly tierLevel: number;
  readonly isFirstOrder: boolean;
  /** What must be held for it. */
  readonly heldPoints: number;
  /** `netFen`: money paid for the goods of the line; no freight, nothing that points paid. */
  readonly lines: readonly {
    readonly lineId: string;
    readonly categoryIds: readonly string[];
    readonly netFen: number;
  }[];
};

/**
 * Spends what was held for an order and books what it earns as pending, in the caller's transaction; once per order.
 * Three database commands, one more where a birthday month multiplies.
 */
export async function settlePoints(world: World, input: SettledOrder): Promise<void> {
  const { memberId, orderId, heldPoints } = input;
  const policy = await readPointsPolicy();
  const facts = policy === null ? null : await factsOf(policy, input);
  await changeAccount(world, settlement, { memberId, related: { orderId } }, (book, earlier) => {
    if (earlier.some(({ kind }) => kind === "capture" || kind === "earn")) return;
    const held = book.account.holds.find((one) => one.orderId === orderId);
    assert(sumParts(held?.parts ?? []) === heldPoints, "what the order says is held is held");
    if (held !== undefined) capture(book, orderId);
    if (policy === null || facts === null) return;
    const { points } = earnedPoints(facts, facts.lines);
    const activatesOn = addDays(facts.day, policy.earning.pendingDays);
    const expiresOn = expiryDay(policy.expiry, activatesOn);
    if (points > 0) earn(book, { orderId, points, activatesOn, expiresOn, facts });
  });
}

async function factsOf(policy: PointsPolicyRow, order: SettledOrder): Promise<EarningFacts> {
  const day = shanghaiDay(order.at);
  const isMultiplied = policy.earning.birthdayMonthBps > 10_000;
  const birthday = isMultiplied ? await findBirthday(order.memberId) : null;
  return freezeEarning(policy, {
    day,
    tierLevel: order.tierLevel,
    isFirstOrder: order.isFirstOrder,
    isBirthdayMonth: birthday !== null && isBirthdayMonth(birthday, day),
    lines: order.lines,
  });
}

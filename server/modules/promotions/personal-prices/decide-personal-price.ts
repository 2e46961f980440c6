import { actorLabel, type StaffActor, type SystemActor } from "../../../kernel/actor.ts";
import { transaction } from "../../../kernel/db.ts";
import { fail } from "../../../kernel/errors.ts";
import { formatYuan } from "../../../kernel/money.ts";
import { canGo } from "../../../kernel/states.ts";
import type { World } from "../../../world.ts";
import { recordAction } from "../../audit-trail/index.ts";
import { eachScopeSku, type ScopeSku } from "../../catalog/index.ts";
import { giftCosts, loadFloorFacts } from "../campaigns/load-lint-facts.ts";
import { LEVEL_MAX, lowestPrices } from "../campaigns/lowest-price.ts";
import { mayMeet } from "../campaigns/schedule.ts";
import { countClosed, countOpened, readGeneration } from "../live-offers.ts";
import { findPersonalPrice } from "./find-personal-price.ts";
import {
  PersonalPrices,
  personalPriceStates,
  type PersonalPriceRow,
  type PersonalPriceState,
} from "./personal-price.model.ts";
import { forgetPersonalPrices, priceOf } from "./read-personal-prices.ts";

const BELOW_COST_SHOWN_MAX = 10;

/**
 * Approves what somebody else asked for, audited. Prices below cost must be answered for: with a reason, by name.
 * @throws approval_own, approval_state, not_found; personal_price_invalid naming SKUs that would go below cost where the
 * reason is missing, or an end that has passed; conflict when another campaign or personal price began meanwhile
 */
export async function approvePersonalPrice(
  world: World,
  actor: StaffActor,
  input: { personalPriceId: string; floorReason: string | null },
): Promise<PersonalPriceRow> {
  const seen = await readGeneration();
  const row = await findPersonalPrice(input.personalPriceId);
  const by = actorLabel(actor);
  mustBeIn(row, "approved");
  if (row.requestedBy === by) fail("approval_own");
  if (row.until <= world.clock.now())
    fail("personal_price_invalid", { issues: [{ pointer: "", detail: "结束时间已过" }] });
  const below = await belowCost(world, row);
  if (below.length > 0 && input.floorReason === null)
    fail("personal_price_invalid", {
      detail: "会低于成本，批准时请在 floorReason 中写明理由",
      issues: below.map((detail) => ({ pointer: "/floorReason", code: "below_cost", detail })),
    });
  const floorApproval =
    below.length > 0 && input.floorReason !== null ? { by, reason: input.floorReason } : null;
  return await decide(world, actor, row, {
    to: "approved",
    changes: { floorApproval },
    reason: input.floorReason,
    seen,
  });
}

/** Refuses what was asked for, audited. @throws approval_state, not_found */
export async function rejectPersonalPrice(
  world: World,
  actor: StaffActor | SystemActor,
  input: { personalPriceId: string; reason: string },
): Promise<PersonalPriceRow> {
  const row = await findPersonalPrice(input.personalPriceId);
  mustBeIn(row, "rejected");
  return await decide(world, actor, row, {
    to: "rejected",
    changes: { decisionReason: input.reason },
    reason: input.reason,
    seen: null,
  });
}

/** Ends a personal price before its time, audited; orders that were placed keep it. @throws approval_state, not_found */
export async function endPersonalPrice(
  world: World,
  actor: StaffActor | SystemActor,
  input: { personalPriceId: string; reason: string },
): Promise<PersonalPriceRow> {
  const row = await findPersonalPrice(input.personalPriceId);
  mustBeIn(row, "ended");
  return await decide(world, actor, row, {
    to: "ended",
    changes: { endReason: input.reason },
    reason: input.reason,
    seen: null,
  });
}

const stateTexts: Record<PersonalPriceState, string> = {
  requested: "还没有批准",
  approved: "已批准",
  rejected: "已被拒绝",
  ended: "已结束",
};

function mustBeIn(row: PersonalPriceRow, to: PersonalPriceState): void {
  if (!canGo(personalPriceStates, row.state, to))
    fail("approval_state", { detail: `这条专属价格${stateTexts[row.state]}` });
}

async function decide(
  world: World,
  actor: StaffActor | SystemActor,
  row: PersonalPriceRow,
  step: {
    to: PersonalPriceState;
    changes: Partial<PersonalPriceRow>;
    reason: string | null;
    seen: number | null;
  },
): Promise<PersonalPriceRow> {
  const { to } = step;
  const by = actorLabel(actor);
  const at = world.clock.now();
  const who = to === "ended" ? { endedBy: by, endedAt: at } : { decidedBy: by, decidedAt: at };
  const decided = await transaction(async () => {
    const after = await PersonalPrices.findOneAndUpdate(
      { _id: row._id, state: row.state },
      { $set: { state: to, ...who, ...step.changes } },
      { returnDocument: "after" },
    ).lean<PersonalPriceRow>();
    if (after === null) fail("approval_state");
    if (to === "approved")
      await countOpened({
        kind: "personalPrices",
        opened: 0,
        seen: step.seen,
        code: "personal_price_invalid",
      });
    else await countClosed("personalPrices");
    await recordAction(world, actor, {
      action: `personal_price.${to}`,
      subject: row._id,
      before: { state: row.state },
      after: { state: to, ...step.changes },
      reason: step.reason,
    });
    return after;
  });
  forgetPersonalPrices();
  return decided;
}

/** One sentence for each SKU that could be sold below cost, at most ten. */
async function belowCost(world: World, row: PersonalPriceRow): Promise<string[]> {
  if (row.payBps > 10_000) return [];
  const price = priceOf(row);
  const schedule = { from: row.from, until: row.until, weekdays: [], monthDays: [] };
  const facts = await loadFloorFacts(world, null);
  const { tierLevel } = row;
  const campaigns = facts.others.filter((other) => mayMeet(schedule, other.schedule));
  const others = [
    ...campaigns.map((other) => ({ kind: "campaign" as const, ...other })),
    ...(facts.coupons ?? []),
  ].filter(
    ({ terms: { audience } }) =>
      tierLevel === null ||
      audience.tierLevels.length === 0 ||
      audience.tierLevels.includes(tierLevel),
  );
  const gifts = others.flatMap(({ terms: { benefit } }) =>
    benefit.kind === "gift" ? [benefit.skuId] : [],
  );
  const giftCostsFen = await giftCosts(gifts);
  const scope = { productIds: row.productIds, categoryIds: [], skuIds: [] };
  const skus: ScopeSku[] = [];
  for await (const sku of eachScopeSku(scope)) skus.push(sku);
  const input = {
    level: tierLevel ?? LEVEL_MAX,
    personalPrices: [price],
    own: null,
    others,
    giftCostsFen,
    skus: new Map(skus.map((sku) => [sku.skuId, sku])),
  };
  const below: string[] = [];
  for await (const { sku, costFen, lowest } of lowestPrices(skus, input)) {
    if (below.length >= BELOW_COST_SHOWN_MAX) break;
    if (lowest.fen < costFen)
      below.push(
        `「${sku.title}」每件最低可到 ${formatYuan(lowest.fen)}，低于成本 ${formatYuan(costFen)}（${lowest.by.join(" + ")}）`,
      );
  }
  return below;
}

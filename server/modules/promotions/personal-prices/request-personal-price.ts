import type { z } from "zod";
import type { personalPricesEndpoints } from "../../../contract/personal-prices.ts";
import { actorLabel, type StaffActor } from "../../../kernel/actor.ts";
import { transaction } from "../../../kernel/db.ts";
import { fail, Refusal } from "../../../kernel/errors.ts";
import { newId } from "../../../kernel/ids.ts";
import type { World } from "../../../world.ts";
import { recordAction } from "../../audit-trail/index.ts";
import { findUnknown } from "../../catalog/index.ts";
import { findMember } from "../../members/index.ts";
import { readPolicies } from "../../tiers/index.ts";
import { countOpened, readGeneration } from "../live-offers.ts";
import { PersonalPrices, type PersonalPriceRow } from "./personal-price.model.ts";
import { PROFILE_RULE, profileTraits } from "./profile-words.ts";

/** What staff ask for. */
export type PersonalPriceRequest = z.output<
  (typeof personalPricesEndpoints)["POST /v1/staff/personal-prices"]["body"]
>;

type Fault = { pointer: string; code: string; detail: string };

/**
 * Asks for a price of one member or one tier; it holds once somebody else approves it. Audited.
 * @throws personal_price_invalid with every fault: what the law forbids, who or what does not exist, too many open
 */
export async function requestPersonalPrice(
  world: World,
  actor: StaffActor,
  request: PersonalPriceRequest,
): Promise<PersonalPriceRow> {
  const at = world.clock.now();
  const issues = [...requestFaults(request, at), ...(await unknownParts(request))];
  if (issues.length > 0) fail("personal_price_invalid", { issues });
  await readGeneration();
  const row: PersonalPriceRow = {
    _id: newId("ppr", at),
    ...request,
    state: "requested",
    requestedBy: actorLabel(actor),
    requestedAt: at,
    decidedBy: null,
    decidedAt: null,
    decisionReason: null,
    floorApproval: null,
    endedBy: null,
    endedAt: null,
    endReason: null,
  };
  return await transaction(async () => {
    await countOpened({
      kind: "personalPrices",
      opened: 1,
      seen: null,
      code: "personal_price_invalid",
    });
    await PersonalPrices.insertMany([row], { lean: true });
    await recordAction(world, actor, {
      action: "personal_price.requested",
      subject: row._id,
      before: null,
      after: request,
      reason: request.reason,
    });
    return row;
  });
}

/** Everything wrong with a request that needs no look-up. */
export function requestFaults(request: PersonalPriceRequest, now: Date): Fault[] {
  const faults: Fault[] = [];
  const fault = (pointer: string, code: string, detail: string): void => {
    faults.push({ pointer, code, detail });
  };
  const { memberId, tierLevel, payBps, surchargeName, from, until } = request;
  const isSurcharge = payBps > 10_000;
  if ((memberId === null) === (tierLevel === null))
    fault("/memberId", "audience", "请选择一位会员，或一个会员等级（二选一）");
  if (payBps === 10_000) fault("/payBps", "no_effect", "10000 表示不变，不需要专属价格");
  if (isSurcharge && surchargeName === null)
    fault("/surchargeName", "surcharge_unnamed", "服务附加费必须有名称，顾客要看得到为什么多付");
  if (!isSurcharge && surchargeName !== null)
    fault("/surchargeName", "surcharge_unneeded", "折扣不需要服务附加费的名称");
  if (isSurcharge && tierLevel !== null)
    fault("/tierLevel", "surcharge_for_tier", "不能对整个等级加价，只能对约定了服务的会员");
  if (until <= from) fault("/until", "schedule", "结束时间应晚于开始时间");
  else if (until <= now) fault("/until", "schedule", "结束时间已过");
  for (const [pointer, text] of [
    ["/reason", request.reason],
    ["/surchargeName", surchargeName ?? ""],
  ] as const) {
    const traits = profileTraits(text, isSurcharge);
    if (traits.length > 0)
      fault(pointer, "profile", `不能按${traits.join("、")}定价。${PROFILE_RULE}`);
  }
  return faults;
}

async function unknownParts(request: PersonalPriceRequest): Promise<Fault[]> {
  const { memberId, tierLevel, productIds } = request;
  const faults: Fault[] = [];
  if (memberId !== null && !(await isKnown(memberId)))
    faults.push({ pointer: "/memberId", code: "unknown", detail: "没有这位会员" });
  if (tierLevel !== null && tierLevel > 0) {
    const levels = (await readPolicies()).at(-1)?.levels ?? [];
    if (!levels.some(({ level }) => level === tierLevel))
      faults.push({ pointer: "/tierLevel", code: "unknown", detail: "没有这个会员等级" });
  }
  const unknown = await findUnknown({ productIds, categoryIds: [], skuIds: [] });
  for (const [index, productId] of productIds.entries())
    if (unknown.has(productId))
      faults.push({ pointer: `/productIds/${index}`, code: "unknown", detail: "没有这个商品" });
  return faults;
}

async function isKnown(memberId: string): Promise<boolean> {
  try {
    return (await findMember(memberId)).mergedInto === null;
  } catch (error) {
    if (error instanceof Refusal && error.code === "not_found") return false;
    throw error;
  }
}

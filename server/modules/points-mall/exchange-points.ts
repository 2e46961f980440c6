import type { MemberActor } from "../../kernel/actor.ts";
import { currentSession, isDuplicateKey, rawCollection, transaction } from "../../kernel/db.ts";
import { assert, fail } from "../../kernel/errors.ts";
import { inLanes } from "../../kernel/lanes.ts";
import type { World } from "../../world.ts";
import { issueCoupon } from "../coupons/index.ts";
import { spendPoints } from "../points/index.ts";
import { readBenefits } from "../tiers/index.ts";
import { judgeMallItem } from "./judge-mall-item.ts";
import { MallExchanges, type MallExchangeRow } from "./mall-exchange.model.ts";
import type { MallItemRow } from "./mall-item.model.ts";
import { readMallOffers } from "./read-mall.ts";
import { takeMallUnits } from "./take-mall-units.ts";

const TWINS_MAX = 5;
const pointer = "/mallItemId";

/**
 * Swaps points for a coupon: a unit of the item is taken, the points leave and the coupon is issued, all in one
 * transaction. The client made the id: the same again gives the same coupon. It is final, the points do not come back.
 * @throws mall_item_unavailable, mall_item_sold_out, purchase_limit, points_insufficient, coupon_sold_out,
 * coupon_claim_limit, coupon_not_claimable, idempotency_mismatch, not_found
 */
export async function exchangePoints(
  world: World,
  actor: MemberActor,
  input: { exchangeId: string; mallItemId: string },
): Promise<MallExchangeRow> {
  const twin = await findTwin(actor, input);
  if (twin !== null) return twin;
  const item = await mustBeForMe(world, actor, input.mallItemId);
  return await inLanes([`mall:${item._id}`], async () => {
    for (let twins = 0; ; twins += 1) {
      try {
        return await transaction(async () => await exchange(world, actor, item, input.exchangeId));
      } catch (error) {
        if (!isDuplicateKey(error) || twins === TWINS_MAX) throw error;
        // This very exchange was made meanwhile, or another coupon took the member's next number.
        const made = await findTwin(actor, input);
        if (made !== null) return made;
      }
    }
  });
}

async function findTwin(
  actor: MemberActor,
  input: { exchangeId: string; mallItemId: string },
): Promise<MallExchangeRow | null> {
  const twin = await rawCollection(MallExchanges).findOne({ _id: input.exchangeId });
  if (twin === null) return null;
  if (twin.memberId !== actor.memberId) fail("not_found");
  return twin.mallItemId === input.mallItemId ? twin : fail("idempotency_mismatch");
}

async function mustBeForMe(
  world: World,
  actor: MemberActor,
  mallItemId: string,
): Promise<MallItemRow> {
  const { memberId } = actor;
  const offer = (await readMallOffers(memberId, [mallItemId])).get(mallItemId);
  if (offer === undefined) fail("not_found");
  const refuse = (code: NonNullable<ReturnType<typeof judgeMallItem>>["code"], detail: string) =>
    fail(code, { detail, issues: [{ pointer, detail }] });
  if (offer.item.what.kind !== "coupon") refuse("mall_item_unavailable", "兑换商品请下单");
  const { level } = await readBenefits(memberId);
  const why = judgeMallItem(offer, { now: world.clock.now(), level, quantity: 1 });
  if (why !== null) refuse(why.code, why.detail);
  return offer.item;
}

async function exchange(
  world: World,
  actor: MemberActor,
  item: MallItemRow,
  exchangeId: string,
): Promise<MallExchangeRow> {
  const session = currentSession();
  assert(session !== undefined, "an exchange is one transaction");
  const { memberId } = actor;
  const { _id: mallItemId, what, title, points } = item;
  assert(what.kind === "coupon", "products are swapped by an order");
  await takeMallUnits(memberId, [{ mallItemId, quantity: 1, pointer }]);
  await spendPoints(world, actor, {
    memberId,
    cause: { scene: "exchange", id: exchangeId },
    points,
    note: `兑换「${title}」`,
  });
  const { _id: couponId } = await issueCoupon(world, actor, {
    templateId: what.templateId,
    memberId,
    source: { scene: "exchange", id: exchangeId },
    reason: null,
  });
  const at = world.clock.now();
  const row = { _id: exchangeId, mallItemId, memberId, title, points, couponId, at };
  await rawCollection(MallExchanges).insertOne(row, { session });
  return row;
}

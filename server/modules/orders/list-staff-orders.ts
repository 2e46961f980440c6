import type { mongo } from "mongoose";
import type { z } from "zod";
import type { ordersEndpoints } from "../../contract/orders.ts";
import type { StaffActor } from "../../kernel/actor.ts";
import { addDays, dayStart } from "../../kernel/calendar.ts";
import { fail } from "../../kernel/errors.ts";
import { pageByTime } from "../../kernel/page.ts";
import { digestPii, maskName, maskPhone } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { findProductIds } from "../catalog/index.ts";
import { mustSeeStore, storeScope } from "../identity/index.ts";
import { findMemberIdByPhone, readDisplayNames } from "../members/index.ts";
import { inStates } from "./find-orders.ts";
import { Orders, TAIL_LENGTH, type OrderRow } from "./order.model.ts";
import { openAddress, summarizeOrder } from "./view-order.ts";

type Endpoint = (typeof ordersEndpoints)["GET /v1/staff/orders"];
type Query = z.output<Endpoint["query"]>;
type Page = z.output<Endpoint["response"]>;
type Filter = mongo.Filter<OrderRow>;

/** Of more products than these a text says too little. */
const PRODUCTS_MAX = 20;

/**
 * A page of orders of the stores the caller may see, newest first, with what a list shows of whom they go to. `q` is an
 * order's number or its end (six characters or more), the whole phone of receiver or member, or words of a product.
 * @throws not_found for a store outside of the caller's, malformed when the days are the wrong way round
 */
export async function listStaffOrders(
  world: World,
  actor: StaffActor,
  query: Query,
): Promise<Page> {
  const { storeId, memberId, deliveryKind } = query;
  if (storeId !== undefined) mustSeeStore(actor, storeId);
  const page = await pageByTime(
    Orders,
    {
      ...(storeId === undefined ? storeScope(actor) : { storeId }),
      ...(memberId !== undefined && { memberId }),
      ...inStates(query),
      ...(deliveryKind !== undefined && { "delivery.kind": deliveryKind }),
      // Beside, not in, what the page itself says of times.
      ...allOf([...daysOf(query), ...(query.q === undefined ? [] : [await asked(world, query.q)])]),
    },
    query,
    (row) => row,
  );
  const names = await readDisplayNames(page.items.map((row) => row.memberId));
  return {
    ...page,
    items: page.items.map((row) => ({
      ...summarizeOrder(row),
      memberName: names.get(row.memberId) ?? null,
      paidAt: row.paidAt,
      hasBuyerNote: row.buyerNote !== null,
      delivery: shownDelivery(world, row),
    })),
  };
}

const allOf = (parts: Filter[]): Filter => (parts.length === 0 ? {} : { $and: parts });

function daysOf({ fromDay, toDay }: Query): Filter[] {
  if (fromDay !== undefined && toDay !== undefined && fromDay > toDay)
    fail("malformed", {
      issues: [{ pointer: "/query/toDay", detail: "结束日期不能早于开始日期" }],
    });
  return [
    ...(fromDay === undefined ? [] : [{ createdAt: { $gte: dayStart(fromDay) } }]),
    ...(toDay === undefined ? [] : [{ createdAt: { $lt: dayStart(addDays(toDay, 1)) } }]),
  ];
}

/** What a text can mean; each meaning is answered by an index. */
async function asked(world: World, q: string): Promise<Filter> {
  if (/^1[3-9]\d{9}$/.test(q)) {
    const memberId = await findMemberIdByPhone(world, q);
    const received = { "delivery.phoneDigest": digestPii(world.config.pii, q) };
    return memberId === null ? received : { $or: [received, { memberId }] };
  }
  const bare = q.toUpperCase().replace(/^ORD_/, "");
  if (/^[0-9A-HJKMNP-TV-Z]{26}$/.test(bare)) return { _id: `ord_${bare}` };
  const productIds = await findProductIds(q, PRODUCTS_MAX);
  const sold = { "lines.productId": { $in: productIds } };
  if (!/^[0-9A-HJKMNP-TV-Z]{6,25}$/.test(bare)) return sold;
  const numbered = {
    tail: bare.slice(-TAIL_LENGTH),
    // Only the letters and digits of an id are in it.
    _id: { $regex: new RegExp(`${bare}$`) },
  };
  return productIds.length === 0 ? numbered : { $or: [numbered, sold] };
}

function shownDelivery(world: World, row: OrderRow): Page["items"][number]["delivery"] {
  if (row.delivery.kind === "pickup") return { kind: "pickup", storeId: row.delivery.storeId };
  const { name = "", phone = "" } = openAddress(world, row) ?? {};
  return {
    kind: "express",
    receiverName: maskName(name),
    receiverPhone: maskPhone(phone),
    province: row.delivery.province,
    city: row.delivery.city,
  };
}

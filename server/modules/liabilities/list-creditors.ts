import type { z } from "zod";
import type { liabilitiesEndpoints } from "../../contract/liabilities.ts";
import { addDays, dayStart } from "../../kernel/calendar.ts";
import { decodeCursor, toPage } from "../../kernel/page.ts";
import { readSaleSkus } from "../catalog/index.ts";
import { listOpenCoupons } from "../coupons/index.ts";
import { listGiftsOwed } from "../orders/index.ts";
import { listPointsOwed } from "../points/index.ts";
import type { World } from "../../world.ts";

type Endpoint = (typeof liabilitiesEndpoints)["GET /v1/staff/liabilities/creditors"];
type Creditor = z.output<Endpoint["response"]>["items"][number];

/** To whom the shop owes what, by id: one member's points, one open coupon, or one gift on its way. */
export async function listCreditors(
  world: World,
  query: z.output<Endpoint["query"]>,
): Promise<z.output<Endpoint["response"]>> {
  const list = `creditors:${query.kind}`;
  const [after] = decodeCursor(list, query.cursor, ["string"]) ?? [""];
  const rows = await readers[query.kind](world, after, query.limit + 1);
  return toPage(
    list,
    rows,
    query.limit,
    (row) => [row.key],
    (row) => ({ kind: query.kind, ...row }),
  );
}

type Row = Omit<Creditor, "kind"> & { key: string };

const readers: Record<
  Creditor["kind"],
  (world: World, after: string, limit: number) => Promise<Row[]>
> = {
  points: async (world, after, limit) =>
    (await listPointsOwed(world, after, limit)).map(({ memberId, points, valueFen, firstEnd }) => ({
      key: memberId,
      memberId,
      sourceId: null,
      name: "积分",
      units: points,
      maximumFen: valueFen,
      since: null,
      until: firstEnd === null ? null : dayStart(addDays(firstEnd, 1)),
    })),
  coupons: async (world, after, limit) =>
    (await listOpenCoupons(world, after, limit)).map((coupon) => ({
      key: coupon.couponId,
      memberId: coupon.memberId,
      sourceId: coupon.couponId,
      name: coupon.name,
      units: 1,
      maximumFen: coupon.faceFen,
      since: coupon.since,
      until: coupon.until,
    })),
  gifts: async (_, after, limit) => {
    const gifts = await listGiftsOwed(after, limit);
    const skus = await readSaleSkus(gifts.map((gift) => gift.skuId));
    return gifts.map(({ key, memberId, orderId, skuId, title, units, since }) => {
      const sku = skus.get(skuId);
      return {
        key,
        memberId,
        sourceId: orderId,
        name: title,
        units,
        maximumFen: units * (sku?.costFen ?? sku?.listPriceFen ?? 0),
        since,
        until: null,
      };
    });
  },
};

import { rawCollection } from "../../../kernel/db.ts";
import type { World } from "../../../world.ts";
import { Coupons } from "../coupon.model.ts";
import { readPublished } from "../templates/read-templates.ts";

/** A coupon that can be used now or later, or that an unpaid order holds; fen. */
export type OpenCoupon = {
  readonly couponId: string;
  readonly memberId: string;
  readonly name: string;
  readonly faceFen: number;
  readonly since: Date;
  readonly until: Date;
};

/** Open coupons of everybody in the order of their ids, after one of them. */
export async function listOpenCoupons(
  world: World,
  after: string,
  limit: number,
): Promise<OpenCoupon[]> {
  const open = {
    $or: [{ state: "available", until: { $gt: world.clock.now() } }, { state: "held" }],
  };
  const rows = await rawCollection(Coupons)
    .find({ _id: { $gt: after }, ...open } as never, { sort: { _id: 1 }, limit })
    .toArray();
  const templates = await readPublished(rows.map((row) => row.templateId));
  return rows.map(({ _id: couponId, memberId, templateId, since, until }) => ({
    couponId,
    memberId,
    name: templates.get(templateId)?.name ?? "",
    faceFen: templates.get(templateId)?.faceFen ?? 0,
    since,
    until,
  }));
}

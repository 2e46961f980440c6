import type { z } from "zod";
import type { pointsMallEndpoints } from "../../contract/points-mall.ts";
import type { Caller } from "../../kernel/actor.ts";
import { rawCollection } from "../../kernel/db.ts";
import { decodeCursor, toPage } from "../../kernel/page.ts";
import type { World } from "../../world.ts";
import { readSaleSkus, type SaleSku } from "../catalog/index.ts";
import { previewIssues, type IssueRefusal } from "../coupons/index.ts";
import { readSpendablePoints } from "../points/index.ts";
import { readBenefits } from "../tiers/index.ts";
import { judgeMallItem, leftOf, type MallOffer } from "./judge-mall-item.ts";
import { MallItems, type MallItemRow, type MallItemState } from "./mall-item.model.ts";
import { readPublishedItems, readTaken, withMine } from "./read-mall.ts";
import { inputOf } from "./save-mall-item.ts";

type Mall = z.output<(typeof pointsMallEndpoints)["GET /v1/points-mall"]["response"]>;
type StaffItem = z.output<
  (typeof pointsMallEndpoints)["GET /v1/staff/points-mall/:mallItemId"]["response"]
>;

/** What is in the mall and not over, with what the caller can do with each; visitors are judged once they log in. */
export async function listMall(world: World, actor: Caller): Promise<Mall> {
  const now = world.clock.now();
  const memberId = actor.kind === "member" ? actor.memberId : null;
  const offers = (await readPublishedItems()).filter(({ item }) => item.until > now);
  const skuIds = offers.flatMap(({ item }) =>
    item.what.kind === "product" ? item.what.skuId : [],
  );
  const templateIds = offers.flatMap(({ item }) =>
    item.what.kind === "coupon" ? item.what.templateId : [],
  );
  const [mine, skus, benefits, available, refusals] = await Promise.all([
    withMine(memberId, offers),
    readSaleSkus(skuIds),
    memberId === null ? null : readBenefits(memberId),
    memberId === null ? null : readSpendablePoints(world, memberId),
    memberId === null
      ? new Map<string, IssueRefusal | null>()
      : previewIssues(world, memberId, "isByRule", templateIds),
  ]);
  const level = benefits?.level ?? null;
  return {
    pointsAvailable: available,
    items: [...mine.values()].flatMap((offer) => {
      const { what } = offer.item;
      const sku = what.kind === "product" ? skus.get(what.skuId) : null;
      // What has left the shelf is not shown; it comes back with the product.
      if (sku === undefined || sku?.isBuyable === false) return [];
      const refused = what.kind === "coupon" ? (refusals.get(what.templateId) ?? null) : null;
      const facts = { now, level, available, refused };
      return [{ ...shownItem(offer, sku), ...standingOf(offer, facts) }];
    }),
  };
}

const shownItem = ({ item, taken, mine }: MallOffer, sku: SaleSku | null) => ({
  mallItemId: item._id,
  title: item.title,
  what: item.what,
  product:
    sku === null
      ? null
      : {
          productId: sku.productId,
          title: sku.title,
          optionsText: sku.optionsText,
          pictureUrl: sku.pictureUrl,
          listPriceFen: sku.listPriceFen,
        },
  points: item.points,
  priceFen: item.priceFen,
  left: leftOf(item, taken),
  perMemberMax: item.perMemberMax,
  mine,
  from: item.from,
  until: item.until,
  tierLevels: [...item.tierLevels],
});

/** What the list says where the coupon's own template gives none. */
const couponRefusals: Readonly<
  Record<IssueRefusal, Pick<Mall["items"][number], "standing" | "reason">>
> = {
  claim_limit: { standing: "limit", reason: "您已领取过，达到每人上限" },
  member_day_limit: { standing: "limit", reason: "您今天已领取过，明天再来" },
  sold_out: { standing: "sold_out", reason: "已兑完" },
  day_limit: { standing: "sold_out", reason: "今天的已兑完，明天再来" },
  not_issuable: { standing: "sold_out", reason: "兑换已暂停或结束" },
};

function standingOf(
  offer: MallOffer,
  facts: {
    now: Date;
    level: number | null;
    available: number | null;
    refused: IssueRefusal | null;
  },
): Pick<Mall["items"][number], "standing" | "reason" | "missingPoints"> {
  const { now, level, available, refused } = facts;
  const missingPoints = available === null ? 0 : Math.max(0, offer.item.points - available);
  const why = judgeMallItem(offer, { now, level, quantity: 1 });
  if (why !== null) return { standing: why.standing, reason: why.detail, missingPoints };
  if (refused !== null) return { ...couponRefusals[refused], missingPoints };
  return missingPoints > 0
    ? { standing: "points_short", reason: `还差 ${missingPoints} 积分`, missingPoints }
    : { standing: "exchangeable", reason: null, missingPoints };
}

/** A page of items as staff see them, newest first. */
export async function listMallItems(query: {
  limit: number;
  cursor?: string | undefined;
  state?: MallItemState | undefined;
}): Promise<{ items: StaffItem[]; nextCursor: string | null }> {
  const after = decodeCursor("points-mall", query.cursor, ["string"]);
  const rows = await rawCollection(MallItems)
    .find({
      ...(query.state !== undefined && { state: query.state }),
      ...(after !== null && { _id: { $lt: after[0] } }),
    })
    .sort({ _id: -1 })
    .limit(query.limit + 1)
    .toArray();
  const taken = await readTaken(rows.map((row) => row._id));
  return toPage(
    "points-mall",
    rows,
    query.limit,
    (row) => [row._id],
    (row) => viewMallItem(row, taken.get(row._id) ?? 0),
  );
}

/** An item as staff see it, with what is taken of it. */
export async function viewForStaff(row: MallItemRow): Promise<StaffItem> {
  return viewMallItem(row, (await readTaken([row._id])).get(row._id) ?? 0);
}

const viewMallItem = (row: MallItemRow, taken: number): StaffItem => ({
  mallItemId: row._id,
  ...inputOf(row),
  state: row.state,
  version: row.version,
  taken,
  createdAt: row.createdAt,
  createdBy: row.createdBy,
  publishedAt: row.publishedAt,
});

import type { z } from "zod";
import type { campaignsEndpoints } from "../../../contract/campaigns.ts";
import { addDays, dayStart, shanghaiDay } from "../../../kernel/calendar.ts";
import { decodeCursor, toPage } from "../../../kernel/page.ts";
import type { World } from "../../../world.ts";
import { readSaleSkus, type SaleSku } from "../../catalog/index.ts";
import { Campaigns, type CampaignRow, type CampaignState } from "./campaign.model.ts";
import { describeDays, describeTerms } from "./describe-offer.ts";
import { readRunning } from "./read-live-campaigns.ts";
import { windowToday } from "./schedule.ts";

type StaffView = z.output<
  (typeof campaignsEndpoints)["GET /v1/staff/campaigns/:campaignId"]["response"]
>;
type PublicPage = z.output<(typeof campaignsEndpoints)["GET /v1/campaigns"]["response"]>;

/** A campaign as staff see it, with its counters where it has any. */
export function viewCampaign(row: CampaignRow): StaffView {
  const { _id, terms, schedule, budgetFen, spentFen, useCount, unitsLeft } = row;
  const { benefit } = terms;
  return {
    campaignId: _id,
    name: row.name,
    description: row.description,
    terms,
    schedule: {
      ...schedule,
      weekdays: [...schedule.weekdays],
      monthDays: [...schedule.monthDays],
    },
    priority: row.priority,
    budgetFen,
    givesText: describeTerms(terms),
    state: row.state,
    floorApproval: row.floorApproval,
    acknowledgedWarnings: row.acknowledgedWarnings,
    publishedAt: row.publishedAt,
    version: row.version,
    counters:
      budgetFen === null && benefit.kind !== "flash_price"
        ? null
        : {
            spentFen,
            budgetLeftFen: budgetFen === null ? null : budgetFen - spentFen,
            useCount,
            units:
              benefit.kind === "flash_price"
                ? benefit.prices.map(({ skuId, stock }) => ({
                    skuId,
                    stock,
                    left: unitsLeft[skuId] ?? 0,
                  }))
                : [],
          },
    createdBy: row.createdBy,
    editedBy: row.editedBy,
    createdAt: row.createdAt,
    history: row.history,
  };
}

/** A page of campaigns for staff, the latest made first. */
export async function listCampaigns(query: {
  state?: CampaignState | undefined;
  limit: number;
  cursor?: string | undefined;
}): Promise<{ items: StaffView[]; nextCursor: string | null }> {
  const after = decodeCursor("campaigns", query.cursor, ["string"]);
  const rows = await Campaigns.find({
    ...(query.state !== undefined && { state: query.state }),
    ...(after !== null && { _id: { $lt: after[0] } }),
  })
    .sort({ _id: -1 })
    .limit(query.limit + 1)
    .lean<CampaignRow[]>();
  return toPage("campaigns", rows, query.limit, (row) => [row._id], viewCampaign);
}

/**
 * A page of campaigns that have begun and are not over, for everybody, smallest priority first. One command where there
 * are gifts to name, beside the reading of campaigns once a second.
 */
export async function listRunningCampaigns(
  world: World,
  query: { limit: number; cursor?: string | undefined },
): Promise<PublicPage> {
  const now = world.clock.now();
  const after = decodeCursor("running-campaigns", query.cursor, ["number", "string"]);
  const running = (await readRunning(world)).filter(
    ({ _id, priority }) =>
      after === null || priority > after[0] || (priority === after[0] && _id > after[1]),
  );
  const shown = running.slice(0, query.limit + 1);
  const giftSkuIds = shown.flatMap(({ terms: { benefit } }) =>
    benefit.kind === "gift" ? [benefit.skuId] : [],
  );
  const gifts = giftSkuIds.length === 0 ? noGifts : await readSaleSkus(giftSkuIds);
  return toPage(
    "running-campaigns",
    shown,
    query.limit,
    (row) => [row.priority, row._id],
    (row) => viewRunning(row, now, gifts),
  );
}

const noGifts: ReadonlyMap<string, SaleSku> = new Map();

function viewRunning(
  row: CampaignRow,
  now: Date,
  gifts: ReadonlyMap<string, SaleSku>,
): PublicPage["items"][number] {
  const { terms, schedule } = row;
  const { benefit, scope } = terms;
  const today = windowToday(schedule, now);
  const tomorrow = dayStart(addDays(shanghaiDay(now), 1));
  return {
    campaignId: row._id,
    name: row.name,
    description: row.description,
    kind: benefit.kind,
    givesText: describeTerms(
      terms,
      benefit.kind === "gift" ? gifts.get(benefit.skuId)?.title : undefined,
    ),
    scheduleText: describeDays(schedule),
    from: schedule.from,
    until: schedule.until,
    isOnToday: today !== null && today.from < tomorrow && today.until > now,
    productIds: scope.productIds,
    categoryIds: scope.categoryIds,
    tierLevels: terms.audience.tierLevels,
    flashPrices:
      benefit.kind === "flash_price"
        ? benefit.prices.map(({ skuId, priceFen }) => ({
            skuId,
            priceFen,
            unitsLeft: row.unitsLeft[skuId] ?? 0,
          }))
        : [],
  };
}

import type { z } from "zod";
import type { personalPricesEndpoints } from "../../../contract/personal-prices.ts";
import type { Handlers } from "../../../kernel/http.ts";
import { decodeCursor, toPage } from "../../../kernel/page.ts";
import {
  approvePersonalPrice,
  endPersonalPrice,
  rejectPersonalPrice,
} from "./decide-personal-price.ts";
import { findPersonalPrice } from "./find-personal-price.ts";
import { PersonalPrices, type PersonalPriceRow } from "./personal-price.model.ts";
import { priceOf } from "./read-personal-prices.ts";
import { requestPersonalPrice } from "./request-personal-price.ts";

type View = z.output<
  (typeof personalPricesEndpoints)["GET /v1/staff/personal-prices/:personalPriceId"]["response"]
>;

const view = ({ _id, ...row }: PersonalPriceRow): View => ({
  personalPriceId: _id,
  ...row,
  shownName: priceOf({ _id, ...row }).name,
});

/** How endpoints of personal prices are answered. */
export const personalPricesHandlers: Handlers<typeof personalPricesEndpoints> = {
  "GET /v1/staff/personal-prices": async ({ query }) => {
    const after = decodeCursor("personal-prices", query.cursor, ["string"]);
    const rows = await PersonalPrices.find({
      ...(query.state !== undefined && { state: query.state }),
      ...(query.memberId !== undefined && { memberId: query.memberId }),
      ...(after !== null && { _id: { $lt: after[0] } }),
    })
      .sort({ _id: -1 })
      .limit(query.limit + 1)
      .lean<PersonalPriceRow[]>();
    return toPage("personal-prices", rows, query.limit, (row) => [row._id], view);
  },
  "GET /v1/staff/personal-prices/:personalPriceId": async ({ params }) =>
    view(await findPersonalPrice(params.personalPriceId)),
  "POST /v1/staff/personal-prices": async ({ world, actor, body }) =>
    view(await requestPersonalPrice(world, actor, body)),
  "POST /v1/staff/personal-prices/:personalPriceId/approve": async ({
    world,
    actor,
    params,
    body,
  }) => view(await approvePersonalPrice(world, actor, { ...params, ...body })),
  "POST /v1/staff/personal-prices/:personalPriceId/reject": async ({
    world,
    actor,
    params,
    body,
  }) => view(await rejectPersonalPrice(world, actor, { ...params, ...body })),
  "POST /v1/staff/personal-prices/:personalPriceId/end": async ({ world, actor, params, body }) =>
    view(await endPersonalPrice(world, actor, { ...params, ...body })),
};

import type { pointsMallEndpoints } from "../../contract/points-mall.ts";
import type { Handlers } from "../../kernel/http.ts";
import { exchangePoints } from "./exchange-points.ts";
import { listMall, listMallItems, viewForStaff } from "./list-mall.ts";
import { endMallItem, publishMallItem } from "./move-mall-item.ts";
import { findMallItem } from "./read-mall.ts";
import { createMallItem, editMallItem } from "./save-mall-item.ts";

/** How the points mall's endpoints are answered. */
export const pointsMallHandlers: Handlers<typeof pointsMallEndpoints> = {
  "GET /v1/points-mall": async ({ world, actor }) => await listMall(world, actor),
  "POST /v1/points-mall/exchanges": async ({ world, actor, body }) => {
    const { _id, mallItemId, title, points, couponId, at } = await exchangePoints(
      world,
      actor,
      body,
    );
    return { exchangeId: _id, mallItemId, title, points, couponId, at };
  },
  "GET /v1/staff/points-mall": async ({ query }) => await listMallItems(query),
  "POST /v1/staff/points-mall": async ({ world, actor, body }) =>
    await viewForStaff(await createMallItem(world, actor, body)),
  "GET /v1/staff/points-mall/:mallItemId": async ({ params }) =>
    await viewForStaff(await findMallItem(params.mallItemId)),
  "PUT /v1/staff/points-mall/:mallItemId": async ({ world, actor, params, body }) => {
    const { version, ...item } = body;
    return await viewForStaff(await editMallItem(world, actor, { ...params, version, item }));
  },
  "POST /v1/staff/points-mall/:mallItemId/publish": async ({ world, actor, params, body }) =>
    await viewForStaff(await publishMallItem(world, actor, { ...params, ...body })),
  "POST /v1/staff/points-mall/:mallItemId/end": async ({ world, actor, params, body }) =>
    await viewForStaff(await endMallItem(world, actor, { ...params, ...body })),
};

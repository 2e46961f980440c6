import type { z } from "zod";
import { mallItemInput } from "@server/contract/points-mall.ts";
import type { MallItemRow } from "@server/modules/points-mall/mall-item.model.ts";
import { publishMallItem } from "@server/modules/points-mall/move-mall-item.ts";
import { createMallItem } from "@server/modules/points-mall/save-mall-item.ts";
import type { World } from "@server/world.ts";
import { valueOwner } from "@support/value.ts";

/** What staff would send: 200 points and ¥9.90 for a unit of the SKU, for a month. */
export function mallInput(
  world: World,
  what: z.input<typeof mallItemInput>["what"],
  change: Partial<z.input<typeof mallItemInput>> = {},
): z.output<typeof mallItemInput> {
  const now = world.clock.now();
  return mallItemInput.parse({
    title: "积分换购",
    what,
    points: 200,
    priceFen: what.kind === "product" ? 990 : 0,
    from: new Date(now.getTime() - 60_000).toISOString(),
    until: new Date(now.getTime() + 30 * 86_400_000).toISOString(),
    ...change,
  });
}

/** A published item. */
export async function buildMallItem(
  world: World,
  what: z.input<typeof mallItemInput>["what"],
  change: Partial<z.input<typeof mallItemInput>> = {},
): Promise<MallItemRow> {
  const { _id: mallItemId } = await createMallItem(
    world,
    valueOwner,
    mallInput(world, what, change),
  );
  return await publishMallItem(world, valueOwner, { mallItemId, version: 1 });
}

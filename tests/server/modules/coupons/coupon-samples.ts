import { couponTemplateInput, type CouponTemplateInput } from "@server/contract/coupons.ts";
import type { MemberActor, SystemActor } from "@server/kernel/actor.ts";
import { newId } from "@server/kernel/ids.ts";
import { createTemplate, moveTemplate } from "@server/modules/coupons/index.ts";
import type { CouponTemplateRow } from "@server/modules/coupons/templates/coupon-template.model.ts";
import type { World } from "@server/world.ts";

/** Somebody who acts when it does not matter who. */
export const system: SystemActor = { kind: "system", name: "test" };

/** A shopper who is nobody in particular. */
export function shopper(world: World): MemberActor {
  const now = world.clock.now();
  return {
    kind: "member",
    memberId: newId("mem", now),
    openid: newId("opn", now),
    sessionId: newId("ses", now),
  };
}

/** What staff would write: ¥5 off from ¥20, thirty days, open to everybody by every way. */
export function templateInput(parts: Record<string, unknown> = {}): CouponTemplateInput {
  return couponTemplateInput.parse({
    name: "满 20 减 5",
    terms: { benefit: { kind: "amount_off", amountFen: 500 }, threshold: { fen: 2_000 } },
    validity: { kind: "relative", days: 30 },
    channels: { isPublic: true, hasLink: true, isByStaff: true, isByRule: true, isByCode: true },
    ...parts,
  });
}

/** A published template. */
export async function publishTemplate(
  world: World,
  parts: Record<string, unknown> = {},
): Promise<CouponTemplateRow> {
  const { _id } = await createTemplate(world, system, templateInput(parts));
  return await moveTemplate(world, system, { templateId: _id, to: "published", reason: "开始" });
}

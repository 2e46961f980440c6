import { codeKind } from "@server/contract/promo-codes.ts";
import { permissions, type Permission } from "@server/contract/permissions.ts";
import type { StaffActor } from "@server/kernel/actor.ts";
import { newId } from "@server/kernel/ids.ts";
import { decryptPii } from "@server/kernel/pii.ts";
import { StaffMembers } from "@server/modules/identity/staff-member.model.ts";
import { setBudget } from "@server/modules/promo-codes/code-budgets.ts";
import { issueCodes } from "@server/modules/promo-codes/issue-codes.ts";
import type { CodeBatchRow } from "@server/modules/promo-codes/promo-code.model.ts";
import { redeemCode } from "@server/modules/promo-codes/redeem-code.ts";
import type { World } from "@server/world.ts";
import { publishTemplate, shopper } from "../coupons/coupon-samples.ts";

/** Somebody of the staff with a budget of ¥1,000 a month, nothing of which needs a second person. */
export async function buildIssuer(
  world: World,
  parts: { limits?: object; permissions?: readonly Permission[]; name?: string } = {},
): Promise<StaffActor> {
  const now = world.clock.now();
  const actor: StaffActor = {
    kind: "staff",
    staffId: newId("stf", now),
    name: parts.name ?? "小周",
    roles: ["guide"],
    permissions: new Set(parts.permissions ?? permissions),
    storeIds: null,
    sessionId: newId("ses", now),
  };
  await StaffMembers.create([
    {
      _id: actor.staffId,
      name: actor.name,
      login: actor.staffId.toLowerCase(),
      roles: [...actor.roles],
      createdAt: now,
    },
  ]);
  await setBudget(world, actor, {
    staffId: actor.staffId,
    monthlyFen: 100_000,
    approvalAboveFen: 100_000,
    discountMaxBps: 10_000,
    reason: "本月预算",
    ...parts.limits,
  });
  return actor;
}

/** A batch of codes of ¥5 coupons, valid for a year unless told otherwise. */
export async function issueBatch(
  world: World,
  actor: StaffActor,
  parts: {
    templateId?: string;
    codes?: object;
    memberId?: string | null;
    from?: string;
    until?: string;
    purpose?: string;
  } = {},
): Promise<CodeBatchRow> {
  return await issueCodes(world, actor, {
    batchId: newId("pcb", world.clock.now()),
    templateId: parts.templateId ?? (await publishTemplate(world, { caps: { perMember: 50 } }))._id,
    codes: codeKind.parse(parts.codes ?? { kind: "single", count: 1 }),
    purpose: parts.purpose ?? "安抚顾客",
    memberId: parts.memberId ?? null,
    from: new Date(parts.from ?? "2026-01-01T00:00:00.000Z"),
    until: new Date(parts.until ?? "2027-01-01T00:00:00.000Z"),
  });
}

/** What the codes of a batch read. */
export function codesOf(world: World, batch: CodeBatchRow): string[] {
  return decryptPii(world.config.pii, batch.codesSealed).split("\n");
}

/** One try with a code, from a device and an address of its own unless told otherwise. */
export async function redeem(
  world: World,
  code: string,
  parts: {
    actor?: ReturnType<typeof shopper>;
    redemptionId?: string;
    device?: string;
    address?: string;
  } = {},
) {
  const now = world.clock.now();
  return await redeemCode(world, parts.actor ?? shopper(world), {
    code,
    redemptionId: parts.redemptionId ?? newId("red", now),
    device: parts.device ?? newId("dev", now),
    address: parts.address ?? newId("adr", now),
  });
}

import { createHash } from "node:crypto";
import type { z } from "zod";
import type { promoCodesEndpoints } from "../../contract/promo-codes.ts";
import type { StaffActor } from "../../kernel/actor.ts";
import { currentSession, isDuplicateKey, rawCollection, transaction } from "../../kernel/db.ts";
import { assert, fail } from "../../kernel/errors.ts";
import { inLanes } from "../../kernel/lanes.ts";
import { encryptPii } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { mustBePublished, type PublishedTemplate } from "../coupons/index.ts";
import { findMember } from "../members/index.ts";
import { approvalReasons, depthBps } from "./approval-reasons.ts";
import { budgetMonth, isFirstOfMonth, readBudget, takeBudget } from "./code-budgets.ts";
import { drawCode, isVanityCode, plainCode } from "./code-text.ts";
import { CodeBatches, PromoCodes, type CodeBatchRow } from "./promo-code.model.ts";
import { codeDigest } from "./redeem-code.ts";

/** What staff send to issue codes. */
export type IssueCodesInput = z.output<
  (typeof promoCodesEndpoints)["POST /v1/staff/code-batches"]["body"]
>;

const RACES_MAX = 5;

/**
 * Issues codes within the caller's budget of the month, audited; above the caller's limits the batch waits for a second
 * person, and its budget is taken meanwhile. The client made the id: the same again is the same batch.
 * @throws not_found, coupon_not_claimable, offer_refused, code_budget, idempotency_mismatch, conflict for a readable
 * code that there is already
 */
export async function issueCodes(
  world: World,
  actor: StaffActor,
  input: IssueCodesInput,
): Promise<CodeBatchRow> {
  const requestHash = createHash("sha256").update(JSON.stringify(input)).digest("base64url");
  const template = await mustBePublished(input.templateId);
  refuseFaults(world, template, input);
  if (input.memberId !== null) await findMember(input.memberId);
  for (let race = 0; ; race += 1) {
    try {
      // They would only abort each other at the budget's row.
      return await inLanes(
        [`code-budget:${actor.staffId}`],
        async () =>
          await transaction(async () => await issue(world, actor, template, input, requestHash)),
      );
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const twin = await rawCollection(CodeBatches).findOne({ _id: input.batchId });
      if (twin !== null && twin.requestedBy === actor.staffId && twin.requestHash === requestHash)
        return twin;
      if (twin !== null) fail("idempotency_mismatch");
      if (isFirstOfMonth(error) && race < RACES_MAX) continue;
      const detail = "这个口令码已经有了";
      fail("conflict", { detail, issues: [{ pointer: "/codes/code", detail }] });
    }
  }
}

function refuseFaults(world: World, template: PublishedTemplate, input: IssueCodesInput): void {
  if (!template.channels.isByCode)
    fail("coupon_not_claimable", { detail: "该券模板不能用优惠码兑换" });
  const issues: { pointer: string; detail: string }[] = [];
  if (input.until <= input.from) issues.push({ pointer: "/until", detail: "结束应晚于开始" });
  if (input.until <= world.clock.now())
    issues.push({ pointer: "/until", detail: "有效期已经结束" });
  if (input.codes.kind === "vanity" && !isVanityCode(plainCode(input.codes.code)))
    issues.push({ pointer: "/codes/code", detail: "应为 4 到 20 个字母、数字或汉字" });
  if (issues.length > 0) fail("offer_refused", { issues });
}

async function issue(
  world: World,
  actor: StaffActor,
  template: PublishedTemplate,
  input: IssueCodesInput,
  requestHash: string,
): Promise<CodeBatchRow> {
  const session = currentSession();
  assert(session !== undefined, "changes are made in a transaction");
  const { codes } = input;
  const now = world.clock.now();
  const count = codes.kind === "single" ? codes.count : codes.total;
  const maximumFen = count * template.faceFen;
  const budget = await readBudget(actor.staffId);
  const month = budgetMonth(now);
  await takeBudget(actor.staffId, month, {
    amountFen: maximumFen,
    monthlyFen: budget.monthlyFen,
  });
  const reasons = approvalReasons(budget, { maximumFen, depth: depthBps(template.terms) });
  const texts =
    codes.kind === "single"
      ? Array.from({ length: codes.count }, drawCode)
      : [plainCode(codes.code)];
  const row: CodeBatchRow = {
    _id: input.batchId,
    templateId: input.templateId,
    requestHash,
    kind: codes.kind,
    count,
    perMember: codes.kind === "single" ? 1 : codes.perMember,
    memberId: input.memberId,
    purpose: input.purpose,
    from: input.from,
    until: input.until,
    state: reasons.length > 0 ? "awaiting_approval" : "active",
    maximumFen,
    month,
    approvalReasons: reasons,
    requestedBy: actor.staffId,
    requestedByName: actor.name,
    decidedBy: null,
    decisionReason: null,
    codesSealed: encryptPii(world.config.pii, texts.join("\n")),
    exports: [],
    createdAt: now,
  };
  await rawCollection(CodeBatches).insertOne(row, { session });
  await rawCollection(PromoCodes).insertMany(
    texts.map((text) => ({
      _id: codeDigest(world, text),
      batchId: row._id,
      ending: text.slice(-4),
      uses: 0,
      usesMax: codes.kind === "single" ? 1 : codes.total,
    })),
    { session, ordered: false },
  );
  await recordAction(world, actor, {
    action: "code_batch.issued",
    subject: row._id,
    before: null,
    after: {
      templateId: row.templateId,
      kind: row.kind,
      count,
      maximumFen,
      memberId: row.memberId,
      state: row.state,
    },
    reason: input.purpose,
  });
  return row;
}

import { currentSession, rawCollection } from "../../../kernel/db.ts";
import { assert, fail, Refusal } from "../../../kernel/errors.ts";
import { inLanes } from "../../../kernel/lanes.ts";
import type { World } from "../../../world.ts";
import { readKnownMemberIds, readMemberIds } from "../../members/index.ts";
import { Standings } from "../../tiers/index.ts";
import { readTemplate } from "../templates/read-templates.ts";
import { CouponIssues, type CouponIssueRow, type IssueCounts } from "./coupon-issue.model.ts";
import { issueAgainstTwins } from "./issue-against-twins.ts";
import type { IssueOutcome } from "./issue-coupons.ts";
import { readIssue } from "./start-issue.ts";

const BATCH = 2_000;

/** A stretch of the audience: who is in it, and how far the cursor goes with it. */
type Stretch = {
  readonly memberIds: readonly string[];
  readonly unknown: number;
  readonly last: string;
};

/**
 * Carries on with every batch issue until all are done or the given time is over. A batch's coupons, its counts and
 * the cursor are one transaction: a killed run is carried on where it was, and nobody gets or counts twice.
 */
export async function runIssues(world: World, forMs: number): Promise<Record<string, number>> {
  const end = world.clock.now().getTime() + forMs;
  const running = await rawCollection(CouponIssues)
    .find({ state: "running" }, { projection: { _id: 1 }, sort: { _id: 1 } })
    .toArray();
  let issued = 0;
  for (const { _id } of running) issued += await runIssue(world, _id, end);
  return { issued };
}

/** Reads the next stretch while the one before is written: half of the work is the database's, half is ours. */
async function runIssue(world: World, issueId: string, end: number): Promise<number> {
  let issue = await readIssue(issueId);
  let issued = 0;
  let next = readStretch(issue, issue.cursor);
  for (;;) {
    const stretch = await next;
    if (stretch !== null) next = readStretch(issue, stretch.last);
    const written = await writeOrYield(world, issue, stretch);
    if (written === null || stretch === null) {
      // Whether it was written or not: nothing may be left reading behind our back.
      await next.catch(() => null);
      return issued;
    }
    issued += written.counts.issued - issue.counts.issued;
    issue = written;
    if (world.clock.now().getTime() >= end) {
      await next;
      return issued;
    }
  }
}

/** The next members of the audience after the cursor, or null at its end. */
async function readStretch(issue: CouponIssueRow, after: string): Promise<Stretch | null> {
  const { audience } = issue;
  if (audience.kind === "members") {
    const listed = [...new Set(audience.memberIds)]
      .toSorted()
      .filter((memberId) => memberId > after)
      .slice(0, BATCH);
    const last = listed.at(-1);
    if (last === undefined) return null;
    const known = await readKnownMemberIds(listed);
    const memberIds = listed.filter((memberId) => known.has(memberId));
    return { memberIds, unknown: listed.length - memberIds.length, last };
  }
  const walked = await readMemberIds(after, BATCH);
  const last = walked.at(-1);
  if (last === undefined) return null;
  const memberIds =
    audience.kind === "all" ? walked : await ofLevels(walked, new Set(audience.levels));
  return { memberIds, unknown: 0, last };
}

async function ofLevels(
  memberIds: readonly string[],
  levels: ReadonlySet<number>,
): Promise<string[]> {
  const rows = await rawCollection(Standings)
    .find(
      { _id: { $in: [...memberIds] } },
      { projection: { level: 1 }, batchSize: memberIds.length + 1 },
    )
    .toArray();
  const known = new Map(rows.map((row) => [row._id, row.level]));
  return memberIds.filter((memberId) => levels.has(known.get(memberId) ?? 0));
}

/**
 * Writes a stretch; null when it cannot be written now: the template is paused, or another process carries the issue
 * on, or staff stopped it.
 */
async function writeOrYield(
  world: World,
  issue: CouponIssueRow,
  stretch: Stretch | null,
): Promise<CouponIssueRow | null> {
  if (stretch === null) {
    await finish(world, issue, "done");
    return null;
  }
  try {
    return await inLanes(
      [`coupons:${issue.templateId}`],
      async () => await writeStretch(world, issue, stretch),
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === "template_state") {
      const { state } = await readTemplate(issue.templateId);
      if (state === "ended") await finish(world, issue, "stopped");
      return null;
    }
    if (error.code === "conflict") return null;
    throw error;
  }
}

async function writeStretch(
  world: World,
  issue: CouponIssueRow,
  stretch: Stretch,
): Promise<CouponIssueRow> {
  const wishes = stretch.memberIds.map((memberId) => ({
    memberId,
    source: { scene: "batch" as const, id: `${issue._id}:${memberId}` },
    reason: null,
  }));
  return await issueAgainstTwins(world, issue.templateId, "isByStaff", wishes, async (outcomes) => {
    const session = currentSession();
    assert(session !== undefined, "a stretch is one transaction");
    const counts = countOutcomes(outcomes, stretch.unknown);
    const $inc = Object.fromEntries(
      Object.entries(counts).map(([name, count]) => [`counts.${name}`, count]),
    );
    const moved = await rawCollection(CouponIssues).findOneAndUpdate(
      { _id: issue._id, state: "running", cursor: issue.cursor },
      { $set: { cursor: stretch.last }, $inc },
      { session, returnDocument: "after" },
    );
    return moved ?? fail("conflict");
  });
}

/** @throws template_state when the template gives nothing out now */
function countOutcomes(outcomes: readonly IssueOutcome[], unknown: number): IssueCounts {
  const counts: IssueCounts = {
    members: outcomes.length + unknown,
    issued: 0,
    unknown,
    claimLimit: 0,
    soldOut: 0,
    dayLimit: 0,
  };
  for (const { refused } of outcomes)
    switch (refused) {
      case null:
        counts.issued += 1;
        break;
      case "sold_out":
        counts.soldOut += 1;
        break;
      case "claim_limit":
      case "member_day_limit":
        counts.claimLimit += 1;
        break;
      case "day_limit":
        counts.dayLimit += 1;
        break;
      case "other_request":
      case "not_issuable":
        fail("template_state");
    }
  return counts;
}

async function finish(
  world: World,
  issue: CouponIssueRow,
  state: "done" | "stopped",
): Promise<void> {
  await rawCollection(CouponIssues).updateOne(
    { _id: issue._id, state: "running", cursor: issue.cursor },
    { $set: { state, endedAt: world.clock.now() } },
  );
}

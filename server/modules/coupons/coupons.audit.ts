import type { AuditCheck } from "../../kernel/audit-check.ts";
import { rawCollection } from "../../kernel/db.ts";
import { canGo } from "../../kernel/states.ts";
import { Coupons, couponSteps, type CouponState } from "./coupon.model.ts";
import { CouponIssues } from "./issuing/coupon-issue.model.ts";
import { CouponTemplates } from "./templates/coupon-template.model.ts";

const VIOLATIONS_MAX = 20;
const shanghaiDate = { format: "%Y-%m-%d", timezone: "+08:00" };
/** What counts against the limits of a template: not what came from another member. */
const counted = { "source.scene": { $ne: "gift" } };

/** Counters and totals: what the template's row says against its coupons, in all and by day. */
async function checkTemplates(): Promise<{ checked: number; violations: string[] }> {
  const coupons = rawCollection(Coupons);
  const templates = await rawCollection(CouponTemplates).find().toArray();
  const days = await coupons
    .aggregate<{ _id: { templateId: string; day: string }; count: number }>(
      [
        { $match: counted },
        {
          $group: {
            _id: {
              templateId: "$templateId",
              day: { $dateToString: { date: "$since", ...shanghaiDate } },
            },
            count: { $sum: 1 },
          },
        },
      ],
      { allowDiskUse: true },
    )
    .toArray();
  const violations: string[] = [];
  for (const template of templates) {
    const mine = days.filter(({ _id }) => _id.templateId === template._id);
    const issued = mine.reduce((total, { count }) => total + count, 0);
    const { total, perDay } = template.caps;
    if (issued !== template.issued)
      violations.push(`${template._id}：记录已发 ${template.issued} 张，实有 ${issued} 张`);
    if (total !== null && issued > total)
      violations.push(`${template._id}：发了 ${issued} 张，总量 ${total} 张`);
    for (const { _id, count } of mine) {
      if (perDay !== null && count > perDay)
        violations.push(`${template._id}：${_id.day} 发了 ${count} 张，每日 ${perDay} 张`);
      if (_id.day === template.issuedOn && count !== template.issuedThatDay)
        violations.push(
          `${template._id}：${_id.day} 记录 ${template.issuedThatDay} 张，实有 ${count} 张`,
        );
    }
  }
  const known = new Set(templates.map((template) => template._id));
  for (const { _id } of days)
    if (!known.has(_id.templateId)) violations.push(`${_id.templateId}：有券而没有券模板`);
  return { checked: templates.length, violations: violations.slice(0, VIOLATIONS_MAX) };
}

/** Limits per member, in all and by day. */
async function checkMembers(): Promise<{ checked: number; violations: string[] }> {
  const coupons = rawCollection(Coupons);
  const templates = await rawCollection(CouponTemplates).find().toArray();
  const violations: string[] = [];
  for (const { _id: templateId, caps } of templates) {
    const beyond = await coupons
      .find({ templateId, nth: { $gt: caps.perMember }, joinedFrom: null })
      .limit(VIOLATIONS_MAX)
      .toArray();
    for (const row of beyond)
      violations.push(`${row._id}：是该会员的第 ${row.nth} 张，每人 ${caps.perMember} 张`);
    if (caps.perMemberPerDay === null) continue;
    const days = await coupons
      .aggregate<{ _id: { memberId: string; day: string }; count: number }>(
        [
          { $match: { templateId, joinedFrom: null, ...counted } },
          {
            $group: {
              _id: {
                memberId: "$memberId",
                day: { $dateToString: { date: "$since", ...shanghaiDate } },
              },
              count: { $sum: 1 },
            },
          },
          { $match: { count: { $gt: caps.perMemberPerDay } } },
          { $limit: VIOLATIONS_MAX },
        ],
        { allowDiskUse: true },
      )
      .toArray();
    for (const { _id, count } of days)
      violations.push(`${templateId}：${_id.memberId} 在 ${_id.day} 领了 ${count} 张`);
  }
  return { checked: templates.length, violations: violations.slice(0, VIOLATIONS_MAX) };
}

/** Each coupon that was ever used: its steps are a path to its state, and it names an order exactly while in one. */
async function checkSteps(): Promise<{ checked: number; violations: string[] }> {
  const violations: string[] = [];
  let checked = 0;
  const moved = rawCollection(Coupons).find({
    $or: [
      { state: { $ne: "available" } },
      { "steps.0": { $exists: true } },
      { orderId: { $gt: "" } },
    ],
  });
  for await (const row of moved) {
    checked += 1;
    let state: CouponState = "available";
    let orderId: string | null = null;
    let isPath = true;
    for (const step of row.steps) {
      isPath &&= canGo(couponSteps, state, step.to);
      if (step.to === "held") orderId = step.orderId;
      else if (orderId !== step.orderId) isPath = false;
      if (step.to !== "held" && step.to !== "redeemed") orderId = null;
      state = step.to;
    }
    if (!isPath || state !== row.state)
      violations.push(`${row._id}：经过不能到达当前状态 ${row.state}`);
    if (orderId !== row.orderId)
      violations.push(`${row._id}：记录的订单是 ${row.orderId ?? "无"}，经过是 ${orderId ?? "无"}`);
    if (violations.length >= VIOLATIONS_MAX) break;
  }
  return { checked, violations: violations.slice(0, VIOLATIONS_MAX) };
}

/** What batch issues counted against the coupons that came from them. */
async function checkIssues(): Promise<{ checked: number; violations: string[] }> {
  const violations: string[] = [];
  const issues = await rawCollection(CouponIssues)
    .find({}, { projection: { "audience.memberIds": 0 } })
    .toArray();
  if (issues.length === 0) return { checked: 0, violations };
  const rows = await rawCollection(Coupons)
    .aggregate<{ _id: string; count: number }>([
      { $match: { "source.scene": "batch" } },
      { $group: { _id: { $first: { $split: ["$source.id", ":"] } }, count: { $sum: 1 } } },
    ])
    .toArray();
  const issuedBy = new Map(rows.map(({ _id, count }) => [_id, count]));
  for (const { _id, counts } of issues) {
    const issued = issuedBy.get(_id) ?? 0;
    const told =
      counts.issued + counts.unknown + counts.claimLimit + counts.soldOut + counts.dayLimit;
    if (issued !== counts.issued)
      violations.push(`${_id}：记录发了 ${counts.issued} 张，实有 ${issued} 张`);
    if (told !== counts.members)
      violations.push(`${_id}：走过 ${counts.members} 人，结果共 ${told} 人`);
  }
  return { checked: issues.length, violations: violations.slice(0, VIOLATIONS_MAX) };
}

/** I4: coupons are never more than promised, never in two orders, and counted right. */
export const couponsChecks: readonly AuditCheck[] = [
  {
    code: "I4",
    title: "优惠券：已发不超过总量与每日上限，计数等于实有",
    run: checkTemplates,
  },
  { code: "I4", title: "优惠券：每人张数不超过上限", run: checkMembers },
  {
    code: "I4",
    title: "优惠券：每张券的经过合法，占用或核销时恰属一张订单",
    run: checkSteps,
  },
  { code: "I4", title: "批量发券：记录的数量等于实有", run: checkIssues },
];

import type { AuditCheck } from "../../kernel/audit-check.ts";
import { Consents } from "./consent.model.ts";
import { Identities, Members } from "./member.model.ts";

const SHOWN_VIOLATIONS = 20;

/** The invariants of members. */
export const membersAudit: AuditCheck[] = [
  {
    code: "I14",
    title:
      "微信账号、合并与注销：每个微信账号属于一位在册会员，合并过的记录不再留有手机号，注销过的不再留有资料",
    async run() {
      const orphans = await Identities.aggregate<{ memberId: string }>([
        { $lookup: { from: "members", localField: "memberId", foreignField: "_id", as: "member" } },
        { $match: { $nor: [{ member: { $elemMatch: { mergedInto: null, erasedAt: null } } }] } },
        { $project: { memberId: 1 } },
        { $limit: SHOWN_VIOLATIONS },
      ]);
      const leftovers = await Members.aggregate<{ _id: string }>([
        { $match: { mergedInto: { $ne: null } } },
        { $lookup: { from: "members", localField: "mergedInto", foreignField: "_id", as: "kept" } },
        {
          $match: {
            $or: [
              { phoneDigest: { $ne: null } },
              { phoneSealed: { $ne: null } },
              { $nor: [{ kept: { $elemMatch: { mergedInto: null } } }] },
            ],
          },
        },
        { $project: { _id: 1 } },
        { $limit: SHOWN_VIOLATIONS },
      ]);
      const named = await Members.find(
        {
          erasedAt: { $ne: null },
          $or: ["displayName", "phoneDigest", "phoneSealed", "birthday", "externalId"].map(
            (field) => ({ [field]: { $ne: null } }),
          ),
        },
        { _id: 1 },
        { limit: SHOWN_VIOLATIONS },
      ).lean();
      return {
        checked: (await Identities.countDocuments()) + (await Members.countDocuments()),
        violations: [
          ...orphans.map(({ memberId }) => `微信账号所属的会员 ${memberId} 不在册`),
          ...leftovers.map(({ _id }) => `合并过的 ${_id} 仍有手机号，或并入的会员不在册`),
          ...named.map(({ _id }) => `已注销的 ${_id} 仍留有资料`),
        ].slice(0, SHOWN_VIOLATIONS),
      };
    },
  },
  {
    code: "I15",
    title: "同意记录只增不改：每位会员每项的编号从一开始、没有缺号",
    async run() {
      const gaps = await Consents.aggregate<{ _id: { memberId: string; purpose: string } }>([
        {
          $group: {
            _id: { memberId: "$memberId", purpose: "$purpose" },
            count: { $sum: 1 },
            last: { $max: "$seq" },
          },
        },
        { $match: { $expr: { $ne: ["$count", "$last"] } } },
        { $limit: SHOWN_VIOLATIONS },
      ]);
      return {
        checked: await Consents.countDocuments(),
        violations: gaps.map(({ _id }) => `会员 ${_id.memberId} 的 ${_id.purpose} 缺记录`),
      };
    },
  },
];

import { fail } from "../../kernel/errors.ts";
import { digestPii } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { Identities, Members, type MemberRow } from "./member.model.ts";

/** A person the shop knows. @throws not_found */
export async function findMember(memberId: string): Promise<MemberRow> {
  const member = await Members.findById(memberId).lean<MemberRow>();
  return member ?? fail("not_found");
}

/** When somebody became a member; null for who has not, or is not known. */
export async function readJoinedAt(memberId: string): Promise<Date | null> {
  return (await Members.findById(memberId, { joinedAt: 1 }).lean())?.joinedAt ?? null;
}

/** A birthday as its owner keeps it. */
export type MemberBirthday = NonNullable<MemberRow["birthday"]>;

/** When somebody has their birthday; null for who did not say, or is not known. */
export async function findBirthday(memberId: string): Promise<MemberBirthday | null> {
  return (await Members.findById(memberId, { birthday: 1 }).lean())?.birthday ?? null;
}

/** The openid WeChat knows a member by; null for who never logged in. */
export async function readOpenid(memberId: string): Promise<string | null> {
  return (await Identities.findOne({ memberId }).lean())?.openid ?? null;
}

/** Members by their ids; who is part of another record is absent. One command. */
export async function readMembers(memberIds: readonly string[]): Promise<Map<string, MemberRow>> {
  const rows = await Members.find({ _id: { $in: memberIds }, mergedInto: null }).lean<
    MemberRow[]
  >();
  return new Map(rows.map((row) => [row._id, row]));
}

/** A member without what must not leave: the sealed phone and its digest. */
export function viewMember({ _id, phoneSealed: _sealed, phoneDigest: _digest, ...row }: MemberRow) {
  return { memberId: _id, ...row };
}

/**
 * Who comes next after a place (name and id): of all members the newest first; by a whole phone number or the beginning
 * of a name in the order of names. One command.
 */
export async function scanMembers(
  world: World,
  query: { limit: number; after: readonly [name: string, memberId: string] | null; q?: string },
): Promise<[name: string, memberId: string][]> {
  const { q, after } = query;
  const isPhone = q !== undefined && /^1[3-9]\d{9}$/.test(q);
  const isName = q !== undefined && !isPhone;
  const rows = await Members.find(
    {
      mergedInto: null,
      erasedAt: null,
      ...(isPhone && { phoneDigest: digestPii(world.config.pii, q) }),
      // The range of texts that begin with q (the last code point is above every emoji), answered by the index of names.
      ...(isName && { displayName: { $gte: q, $lt: `${q}\u{10ffff}` } }),
      ...(after !== null &&
        (isName
          ? {
              $or: [
                { displayName: { $gt: after[0] } },
                { displayName: after[0], _id: { $gt: after[1] } },
              ],
            }
          : { _id: { $lt: after[1] } })),
    },
    { displayName: 1 },
    { sort: isName ? { displayName: 1, _id: 1 } : { _id: -1 }, limit: query.limit },
  ).lean();
  return rows.map((row) => [row.displayName ?? "", row._id]);
}

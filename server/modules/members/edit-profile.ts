import type { z } from "zod";
import type { membersEndpoints } from "../../contract/members.ts";
import type { MemberActor } from "../../kernel/actor.ts";
import { shanghaiDay } from "../../kernel/calendar.ts";
import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { Members, type MemberRow } from "./member.model.ts";

/**
 * Changes what shoppers say about themselves; a name passes WeChat's content check before others may see it.
 * @throws content_rejected, wechat_needed for a name without a WeChat account, wechat_unavailable, malformed for a birthday to come
 */
export async function editProfile(
  world: World,
  actor: MemberActor,
  change: z.output<(typeof membersEndpoints)["PATCH /v1/me"]["body"]>,
): Promise<MemberRow> {
  if (change.birthday && isToCome(world, change.birthday))
    fail("malformed", { issues: [{ pointer: "/birthday/year", detail: "生日还没有到" }] });
  if (change.displayName !== undefined && !(await mayBeShown(world, actor, change.displayName)))
    fail("content_rejected", { issues: [{ pointer: "/displayName", detail: "请换一个昵称" }] });
  const changed = await Members.findOneAndUpdate(
    { _id: actor.memberId },
    {
      $set: {
        ...(change.displayName !== undefined && { displayName: change.displayName }),
        ...(change.birthday !== undefined && { birthday: change.birthday }),
      },
    },
    { returnDocument: "after" },
  ).lean<MemberRow>();
  return changed ?? fail("not_found");
}

/** WeChat checks texts of its own users only. */
async function mayBeShown(world: World, { openid }: MemberActor, text: string): Promise<boolean> {
  if (openid === null) fail("wechat_needed");
  return (await world.wechat.checkText(openid, text)) === "pass";
}

/** A lunar day is always later than the solar day of the same numbers, so one comparison refuses rightly for both. */
function isToCome(world: World, birthday: NonNullable<MemberRow["birthday"]>): boolean {
  if (birthday.year === null) return false;
  const numbers = [birthday.year, birthday.month, birthday.day];
  const day = numbers.map((number) => number.toString().padStart(2, "0")).join("-");
  return day > shanghaiDay(world.clock.now());
}

import { shanghaiDay } from "../kernel/calendar.ts";
import type { MemberActor } from "../kernel/actor.ts";
import { consentPurposes } from "../contract/members.ts";
import { consentTexts } from "../modules/members/consent.model.ts";
import { decideConsent } from "../modules/members/decide-consent.ts";
import { editProfile } from "../modules/members/edit-profile.ts";
import {
  bindPhone,
  findOrCreateImportedMembers,
  findOrCreateMember,
} from "../modules/members/index.ts";
import type { World } from "../world.ts";
import { demoShopper } from "./demo-people.ts";
import { createDice, type Dice } from "./dice.ts";
import { earlier, OPENED_DAYS_AGO } from "./earlier.ts";
import { namePeople } from "./name-people.ts";
import type { Regular } from "./write-history.ts";

const FIRST_PHONE = 19_900_000_002;
const SPELL_DAYS = 30;

/** Makes the regulars known month by month, as an import would bring them: few are very fond of the shop. */
export async function meetRegulars(world: World, count: number): Promise<Regular[]> {
  const dice = createDice(51_966);
  const people = namePeople(dice, count, FIRST_PHONE);
  const spells = Math.floor(OPENED_DAYS_AGO / SPELL_DAYS) - 1;
  // Half were there from the start, the others came over the two years.
  const arrivals = people.map((person) => ({
    person,
    spell: dice.next() < 0.5 ? 0 : dice.between(1, spells - 1),
  }));
  const regulars: Regular[] = [];
  for (let spell = 0; spell < spells; spell += 1) {
    const daysAgo = OPENED_DAYS_AGO - spell * SPELL_DAYS;
    const then = earlier(world, daysAgo);
    const arriving = arrivals.filter((one) => one.spell === spell).map(({ person }) => person);
    if (arriving.length === 0) continue;
    const joinedDay = shanghaiDay(then.clock.now());
    for (const { memberId } of await findOrCreateImportedMembers(then, arriving))
      regulars.push({ memberId, joinedDay, fondness: fondness(dice) });
  }
  return regulars;
}

/** A long tail: most come now and then, a few every week. */
const fondness = (dice: Dice): number => 1 / (dice.next() + 0.04) ** 1.15;

/**
 * Makes the demo shopper a member in the ordinary way: known by her WeChat account, agreed to the texts in force, her
 * phone vouched for by WeChat, whose part is taken by the seed here.
 */
export async function meetShopper(world: World): Promise<{ memberId: string }> {
  const then: World = {
    ...earlier(world, 660),
    wechat: {
      ...world.wechat,
      checkText: async () => "pass",
      exchangePhoneCode: async () => demoShopper.phone,
    },
  };
  const { openid } = demoShopper;
  const { memberId } = await findOrCreateMember(then, { openid, unionid: null });
  const actor: MemberActor = { kind: "member", memberId, openid, sessionId: "seed" };
  for (const purpose of consentPurposes)
    await decideConsent(then, actor, {
      purpose,
      version: consentTexts[purpose].version,
      isGranted: true,
    });
  await bindPhone(then, actor, "seed");
  const [year = 0, month = 1, day = 1] = demoShopper.birthday.split("-").map(Number);
  await editProfile(then, actor, {
    displayName: demoShopper.name,
    birthday: { calendar: "solar", year, month, day, isLeapMonth: false },
  });
  return { memberId };
}

import { addNote } from "../modules/member-records/write-notes.ts";
import { setTags } from "../modules/member-records/set-tags.ts";
import { staffActor } from "../modules/identity/authenticate.ts";
import { StaffMembers } from "../modules/identity/staff-member.model.ts";
import { newId } from "../kernel/ids.ts";
import type { World } from "../world.ts";
import { demoStaff } from "./demo-people.ts";
import { earlier } from "./earlier.ts";

/** What the guide knows of people: tags, and now and then a line. The first is the demo shopper. */
const known: readonly { tags: readonly string[]; note?: string }[] = [
  { tags: ["老客", "爱送礼", "不吃辣"], note: "给妈妈挑生日礼，喜欢素净的包装。" },
  { tags: ["老客", "咖啡"], note: "每周五来街角店，美式少冰。" },
  { tags: ["宝妈"], note: "宝宝一岁半，棉柔巾常备。" },
  { tags: ["爱送礼", "企业采购"], note: "中秋前联系，约三十份礼盒，要发票。" },
  { tags: ["茶客"] },
  { tags: ["茶客", "老客"], note: "只喝明前，新茶到店先告诉他。" },
  { tags: ["宝妈", "敏感肌"] },
  { tags: ["咖啡"] },
];

/** Has the guide of the demo shop write down what is known of the shopper and some regulars. */
export async function knowPeople(world: World, memberIds: readonly string[]): Promise<void> {
  const staff = await StaffMembers.findOne({ login: demoStaff.login }).lean();
  if (staff === null) throw new Error("nobody works here");
  const actor = staffActor(staff, "seed");
  for (const [index, { tags, note }] of known.entries()) {
    const memberId = memberIds[index];
    if (memberId === undefined) return;
    const then = earlier(world, 40 - index * 4);
    await setTags(then, actor, { memberId, expectedVersion: 0, tags });
    if (note === undefined) continue;
    const noteId = newId("not", then.clock.now());
    await addNote(then, actor, { memberId, noteId, text: note });
  }
}

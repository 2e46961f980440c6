import { describe, expect, it } from "vitest";
import { rawCollection } from "@server/kernel/db.ts";
import {
  findOrCreateImportedMembers,
  findOrCreateMember,
  type ImportedPerson,
} from "@server/modules/members/index.ts";
import { Members } from "@server/modules/members/member.model.ts";
import { commandsOf } from "@support/commands.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld();
let made = 0;
const newPhone = () => `1370000${String((made += 1)).padStart(4, "0")}`;
const newNumber = () => `NO-${(made += 1)}`;
const person = (parts: Partial<ImportedPerson>): ImportedPerson => ({
  phone: null,
  externalId: null,
  name: null,
  ...parts,
});
const find = async (...people: Partial<ImportedPerson>[]) =>
  await findOrCreateImportedMembers(world, people.map(person));
const idsOf = (found: { memberId: string }[]) => found.map(({ memberId }) => memberId);
const isNewOf = (found: { isNew: boolean }[]) => found.map(({ isNew }) => isNew);

describe("people of a file", () => {
  it("are made once, in three commands for a batch, and found again in one", async () => {
    const batch = Array.from({ length: 200 }, () => ({
      phone: newPhone(),
      externalId: newNumber(),
      name: "王女士",
      birthday: "1990-02-03",
    }));
    const first = await commandsOf(async () => await find(...batch));
    expect(first.commands).toEqual(["find", "insert", "find"]);
    expect(isNewOf(first.result)).toEqual(batch.map(() => true));
    const again = await commandsOf(async () => await find(...batch));
    expect(again.commands).toEqual(["find"]);
    expect(again.result).toEqual(first.result.map((one) => ({ ...one, isNew: false })));
    const [phone] = batch.map((one) => one.phone);
    const row = await Members.findById(first.result[0]?.memberId).lean();
    expect(row).toMatchObject({
      displayName: "王女士",
      phoneMasked: `${phone?.slice(0, 3)}****${phone?.slice(-4)}`,
      birthday: { calendar: "solar", year: 1990, month: 2, day: 3, isLeapMonth: false },
      source: "import",
      joinedAt: null,
    });
    expect(JSON.stringify(row)).not.toContain(phone);
  });

  it("twice in a batch are one, by phone, by number, or by both", async () => {
    const [phone, number] = [newPhone(), newNumber()];
    const found = await find(
      { phone },
      { phone, externalId: number },
      { externalId: number },
      { phone },
    );
    expect(new Set(idsOf(found)).size).toBe(1);
    expect(isNewOf(found)).toEqual([true, false, false, false]);
    expect(await find({ externalId: number })).toEqual([
      { memberId: found[0]?.memberId, isNew: false },
    ]);
  });

  it("are one in whatever order phone and number come", async () => {
    const [phone, number] = [newPhone(), newNumber()];
    const found = await find(
      { externalId: number },
      { phone, externalId: number },
      { phone },
      { externalId: number, name: "陈先生" },
    );
    expect(new Set(idsOf(found)).size).toBe(1);
    expect(await Members.findById(found[0]?.memberId).lean()).toMatchObject({
      externalId: number,
      displayName: "陈先生",
      phoneMasked: expect.any(String),
    });
    expect(idsOf(await find({ phone }))).toEqual([found[0]?.memberId]);
  });

  it("known by number get the phone of a later file, and are then found by it", async () => {
    const [phone, number] = [newPhone(), newNumber()];
    const [known] = await find({ externalId: number });
    const joined = await commandsOf(
      async () => await find({ externalId: number, phone, name: "赵女士", birthday: "1980-01-02" }),
    );
    expect(joined.commands).toEqual(["find", "update", "find"]);
    expect(joined.result).toEqual([{ memberId: known?.memberId, isNew: false }]);
    expect(await find({ phone })).toEqual([{ memberId: known?.memberId, isNew: false }]);
    expect(await Members.findById(known?.memberId).lean()).toMatchObject({
      displayName: "赵女士",
      birthday: { year: 1980, month: 1, day: 2 },
    });
  });

  it("known by phone get the number of a later file; what they said of themselves stays", async () => {
    const { memberId } = await findOrCreateMember(world, { openid: "o-known", unionid: null });
    const [phone, number] = [newPhone(), newNumber()];
    const [shadow] = await find({ phone });
    const row = await rawCollection(Members).findOneAndDelete({ _id: shadow?.memberId ?? "" });
    const { phoneDigest = null, phoneSealed = null, phoneMasked = null } = row ?? {};
    await Members.updateOne({ _id: memberId }, { $set: { phoneDigest, phoneSealed, phoneMasked } });
    await find({ phone, externalId: number, name: "实名", birthday: "1999-09-09" });
    expect(await Members.findById(memberId).lean()).toMatchObject({
      externalId: number,
      displayName: null,
      birthday: null,
    });
    expect(await find({ externalId: number })).toEqual([{ memberId, isNew: false }]);
  });

  it("whose phone and number are known as two keep both, and the phone decides", async () => {
    const [phone, number] = [newPhone(), newNumber()];
    const [byPhone, byNumber] = await find({ phone }, { externalId: number });
    expect(byPhone?.memberId).not.toBe(byNumber?.memberId);
    const both = await commandsOf(async () => await find({ phone, externalId: number }));
    expect(both).toMatchObject({
      result: [{ memberId: byPhone?.memberId, isNew: false }],
      commands: ["find"],
    });
  });

  it("a number with a second phone stays with its first", async () => {
    const [first, second, number] = [newPhone(), newPhone(), newNumber()];
    const found = await find(
      { phone: first, externalId: number },
      { phone: second, externalId: number },
    );
    expect(new Set(idsOf(found)).size).toBe(1);
    expect(isNewOf(await find({ phone: second }, { phone: first }))).toEqual([true, false]);
  });

  it("imported by eight at once are made once, whatever each file says of them", async () => {
    const people = Array.from({ length: 40 }, () => [newPhone(), newNumber()] as const);
    const before = await Members.countDocuments();
    const runs = await Promise.all(
      Array.from({ length: 8 }, async (_, nth) =>
        find(
          ...people.map(([phone, externalId]) =>
            nth % 2 === 0 ? { phone, externalId } : { externalId },
          ),
        ),
      ),
    );
    for (const run of runs) expect(idsOf(run)).toEqual(idsOf(runs[0] ?? []));
    expect(runs.flat().filter(({ isNew }) => isNew)).toHaveLength(people.length);
    expect(await Members.countDocuments()).toBe(before + people.length);
    expect(idsOf(await find(...people.map(([phone]) => ({ phone }))))).toEqual(
      idsOf(runs[0] ?? []),
    );
  });
});

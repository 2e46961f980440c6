import { expect, test } from "vitest";
import { createDice } from "@server/seed/dice.ts";
import { namePeople } from "@server/seed/name-people.ts";

test("falls the same way every time, and another way for another seed", () => {
  const throws = (seed: number) => {
    const dice = createDice(seed);
    return Array.from({ length: 20 }, () => dice.next());
  };
  expect(throws(7)).toEqual(throws(7));
  expect(throws(7)).not.toEqual(throws(8));
  expect(throws(7).every((number) => number >= 0 && number < 1)).toBe(true);
});

test("meets both ends, and weighs", () => {
  const dice = createDice(3);
  const drawn = new Set(Array.from({ length: 200 }, () => dice.between(2, 4)));
  expect([...drawn].toSorted((a, b) => a - b)).toEqual([2, 3, 4]);
  const heavy = Array.from({ length: 4_000 }, () =>
    dice.weigh(["a", "b"], (x) => (x === "a" ? 3 : 1)),
  );
  const share = heavy.filter((item) => item === "a").length / heavy.length;
  expect(share).toBeGreaterThan(0.72);
  expect(share).toBeLessThan(0.78);
  expect(dice.weigh(["never", "always"], (x) => (x === "always" ? 1 : 0))).toBe("always");
  expect(() => dice.pick([])).toThrow("nothing to choose from");
});

test("people have different phones of the made-up range, Chinese names and days that exist", () => {
  const people = namePeople(createDice(1), 300, 19_900_000_002);
  expect(new Set(people.map(({ phone }) => phone)).size).toBe(300);
  for (const { phone, name, birthday } of people) {
    expect(phone).toMatch(/^199000\d{5}$/);
    expect(name).toMatch(/^\p{Script=Han}{2,3}$/u);
    expect(birthday ?? "1990-01-01").toMatch(/^(19|20)\d{2}-\d{2}-\d{2}$/);
  }
});

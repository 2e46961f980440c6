import { describe, expect, it } from "vitest";
import { emptyAccount, openBook, type PointsAccount } from "@server/modules/points/points-book.ts";
import { forfeit } from "@server/modules/points/points-verbs.ts";

const today = "2026-03-10";
const cause = { scene: "member", id: "mem_1" };
const bookOf = (parts: Partial<PointsAccount>) =>
  openBook({ ...emptyAccount(), rolledTo: today, ...parts }, today);
const lot = {
  cause: { scene: "order", id: "ord_1" },
  points: 40,
  activatesOn: "2026-03-20",
  expiresOn: null,
};

describe("the points of who leaves", () => {
  it("go back to the shop, whether they can be spent or not, bucket by bucket", () => {
    const buckets = [
      { expiresOn: "2026-06-30", points: 30 },
      { expiresOn: null, points: 70 },
    ];
    const book = bookOf({ available: 100, buckets, pending: 40, lots: [lot] });
    forfeit(book, cause);
    expect(book.account).toMatchObject({
      available: 0,
      pending: 0,
      debt: 0,
      buckets: [],
      lots: [],
    });
    expect(book.entries).toMatchObject([
      {
        kind: "forfeit",
        postings: [
          { account: "member:available", points: -100 },
          { account: "member:pending", points: -40 },
          { account: "shop:reversed", points: 140 },
        ],
        moves: [
          { expiresOn: "2026-06-30", points: -30 },
          { expiresOn: null, points: -70 },
        ],
      },
    ]);
  });

  it("take a debt with them", () => {
    const book = bookOf({ debt: 25, pending: 40, lots: [lot] });
    forfeit(book, cause);
    expect(book.account).toMatchObject({ pending: 0, debt: 0 });
    expect(book.entries[0]?.postings).toEqual([
      { account: "member:pending", points: -40 },
      { account: "member:debt", points: 25 },
      { account: "shop:reversed", points: 15 },
    ]);
  });

  it("leave no entry where there are none, and never go while an order holds them", () => {
    const empty = bookOf({});
    forfeit(empty, cause);
    expect(empty.entries).toEqual([]);
    const held = bookOf({
      held: 5,
      holds: [{ orderId: "ord_1", parts: [{ expiresOn: null, points: 5 }] }],
    });
    expect(() => forfeit(held, cause)).toThrow("no open order");
  });
});

import { expect, it } from "vitest";
import { defineModel } from "@server/kernel/db.ts";
import { encodeCursor, pageById } from "@server/kernel/page.ts";
import { useDatabase } from "@support/database.ts";

const Notes = defineModel<{ _id: string; colour: string }>(
  "notes_of_page_test",
  { colour: { type: String, required: true } },
  [],
);
useDatabase();

it("shows what the filter lets through page by page, the newest first, and refuses other lists' cursors", async () => {
  await Notes.insertMany(
    ["a", "b", "c", "d", "e"].map((_id) => ({ _id, colour: _id === "b" ? "red" : "blue" })),
  );
  const page = async (cursor?: string) =>
    await pageById(Notes, { colour: "blue" }, { limit: 2, cursor }, ({ _id }) => _id);
  const first = await page();
  expect(first.items).toEqual(["e", "d"]);
  expect(await page(first.nextCursor ?? "")).toEqual({ items: ["c", "a"], nextCursor: null });
  for (const cursor of [
    encodeCursor("others", ["d"]),
    encodeCursor("notes_of_page_test", [1]),
    "!",
  ])
    await expect(page(cursor)).rejects.toMatchObject({
      code: "malformed",
      issues: [{ pointer: "/query/cursor", code: "cursor" }],
    });
});

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cleanCell, openTable } from "@server/modules/imports/open-table.ts";
import { refusalFile, refusalPath } from "@server/modules/imports/write-refusals.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nuandian-refusals-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("the file of refused rows", () => {
  it("has the columns of its source and can be read again, no cell being a formula", async () => {
    const file = refusalFile(join(folder, "a.csv"), ["昵称", "金额"]);
    const evil = ["=cmd|' /C calc'!A0", "+1", "-2", "@x", "\t=1", '他说 "好",行\n下行'];
    for (const [index, cell] of evil.entries())
      await file.add({ path: "x.csv", line: index + 2, reason: "不行", cells: [cell] });
    const path = await file.close();
    const text = await readFile(path ?? "", "utf8");
    expect(text.startsWith("\ufeff昵称,金额,行号,原因\r\n")).toBe(true);
    const table = await openTable(path ?? "");
    const rows = [];
    for await (const row of table.rows()) rows.push(row.cells);
    expect(rows.map((cells) => cells[0]).every((cell) => !/^[=+\-@\t\r]/u.test(cell ?? ""))).toBe(
      true,
    );
    expect(rows.map((cells) => cleanCell(cells[0] ?? ""))).toEqual(evil.map((cell) => cell.trim()));
    expect(rows[0]?.slice(1)).toEqual(["", "2", "不行"]);
  });

  it("is not made when nothing is refused, and never takes another's place", async () => {
    expect(await refusalFile(join(folder, "none.csv"), ["a"]).close()).toBeNull();
    const path = refusalPath(join(folder, "orders.csv"));
    expect(path.endsWith("orders.refused.csv")).toBe(true);
    await writeFile(path, "being repaired");
    const file = refusalFile(path, null);
    await file.add({ path: "orders.csv", line: 2, reason: "不行", cells: ["1"] });
    expect(await file.close()).toBe(join(folder, "orders.refused-2.csv"));
    expect(await readFile(path, "utf8")).toBe("being repaired");
  });
});

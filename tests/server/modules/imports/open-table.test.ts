import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cleanCell, openTable } from "@server/modules/imports/open-table.ts";

let folder = "";
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nuandian-table-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function write(content: string | Buffer): Promise<string> {
  made += 1;
  const path = join(folder, `t${made}.csv`);
  await writeFile(path, content);
  return path;
}

async function read(content: string | Buffer) {
  const table = await openTable(await write(content));
  const rows = [];
  for await (const row of table.rows()) rows.push(row);
  return { header: table.header, encoding: table.encoding, rows };
}

/** GB18030 as iconv writes it, for Node has only a decoder. */
const gb18030 = (text: string): Buffer =>
  execFileSync("iconv", ["-f", "UTF-8", "-t", "GB18030"], { input: text });

describe("a table file", () => {
  it("is read with quoted cells, blank lines left out, lines counted", async () => {
    const { header, rows } = await read('订单号,商品\r\n1,"茶,""特级"""\r\n\r\n ,\r\n2,壶\r\n');
    expect(header).toEqual(["订单号", "商品"]);
    expect(rows).toEqual([
      { line: 2, cells: ["1", '茶,"特级"'], fault: null },
      { line: 5, cells: ["2", "壶"], fault: null },
    ]);
  });

  it("may begin with a BOM, or be GB18030 with characters beyond GBK", async () => {
    expect(await read("\ufeff姓名\n张三\n")).toMatchObject({ header: ["姓名"], encoding: "UTF-8" });
    const { encoding, header, rows } = await read(gb18030("姓名,备注\n㐂𠮷,“好”\n"));
    expect({ encoding, header }).toEqual({ encoding: "GB18030", header: ["姓名", "备注"] });
    expect(rows[0]?.cells).toEqual(["㐂𠮷", "“好”"]);
  });

  it("is recognised as GB18030 even when the first Chinese character comes late", async () => {
    const lines = Array.from({ length: 40_000 }, (_, index) => `row-${index},x`).join("\n");
    const { encoding, rows } = await read(gb18030(`a,b\n${lines}\n末行,尾\n`));
    expect(encoding).toBe("GB18030");
    expect(rows.at(-1)?.cells).toEqual(["末行", "尾"]);
  });

  it("may be separated by tabs", async () => {
    expect((await read("a\tb,c\td\n1\t2,3\t4\n")).rows[0]?.cells).toEqual(["1", "2,3", "4"]);
  });

  it.each([
    ["a quote that is never closed", '5,"open\n6,7\n', 4],
    ["a row without an end", `5,${"x".repeat(150_000)}\n6,7\n`, 3],
  ])("says where it cannot be read any further: %s", async (_, tail, line) => {
    const { rows } = await read(`a,b\n1,2\n${tail}`);
    expect(rows).toEqual([
      { line: 2, cells: ["1", "2"], fault: null },
      { line, cells: [], fault: "引号没有闭合或行太长，此行之后无法读取" },
    ]);
  });

  it("is refused when it is an Excel file, empty, missing or in no known encoding", async () => {
    await expect(read(Buffer.from("PK\u0003\u0004rest"))).rejects.toThrow("另存为 CSV");
    await expect(read("")).rejects.toThrow("文件是空的");
    await expect(openTable(join(folder, "none.csv"))).rejects.toThrow("找不到文件");
    await expect(read(Buffer.from([0x61, 0xff, 0xff, 0x0a]))).rejects.toThrow("编码无法识别");
  });
});

describe("a cell", () => {
  it.each([
    ['="13800138000"', "13800138000"],
    ["'00123", "00123"],
    ["\t20240105123 ", "20240105123"],
    ["\u3000茶\u00a0", "茶"],
    ["——", ""],
    ["-", ""],
    ["-5", "-5"],
  ])("%j is cleaned to %j", (written, meant) => {
    expect(cleanCell(written)).toBe(meant);
  });
});

import { describe, expect, test } from "vitest";
import { queryWordsOf, wordsOf } from "@server/modules/catalog/products/search-words.ts";

describe("words of a text", () => {
  test.each([
    ["茉莉绿茶", ["茉", "茉莉", "莉", "莉绿", "绿", "绿茶", "茶"]],
    ["茶", ["茶"]],
    ["T恤", ["t", "恤"]],
    ["Latte 拿铁", ["latte", "拿", "拿铁", "铁"]],
    ["500ml装", ["500", "500ml", "ml", "装"]],
    ["ＴＷＧ　红茶", ["twg", "红", "红茶", "茶"]],
    ["𠮷野家", ["野", "野家", "家", "𠮷", "𠮷野"]],
    ["！？——", []],
    ["", []],
  ])("%s", (text, words) => {
    expect(wordsOf(text)).toEqual(words.toSorted());
  });

  test("joins several texts without making pairs across them", () => {
    expect(wordsOf("红", null, "茶")).toEqual(["红", "茶"]);
  });
});

describe("words of a query", () => {
  test.each([
    ["绿茶", ["绿茶"]],
    ["茶", ["茶"]],
    ["茉莉绿茶", ["茉莉", "莉绿", "绿茶"]],
    ["绿茶 500ML", ["绿茶", "500ml"]],
    ["t恤", ["t", "恤"]],
    ["绿茶绿茶", ["绿茶", "茶绿"]],
    ["…… ", []],
  ])("%s", (query, words) => {
    expect(queryWordsOf(query)).toEqual(words);
  });

  test("counts at most twelve", () => {
    expect(queryWordsOf("一二三四五六七八九十百千万亿兆京")).toHaveLength(12);
  });

  test("every query word of a text is among its words", () => {
    for (const text of ["手冲挂耳咖啡 A4 纸", "㍿味の素100%", "家"])
      expect(wordsOf(text)).toEqual(expect.arrayContaining(queryWordsOf(text)));
  });
});

import { describe, expect, it } from "vitest";
import { orderFields } from "@server/modules/imports/columns.ts";
import { readPurchase, type OrderCells } from "@server/modules/imports/read-purchase.ts";

const LATEST = new Date("2026-03-10T02:00:00.000Z");
const row = (parts: Partial<OrderCells>): OrderCells => ({
  ...(Object.fromEntries(orderFields.map((field) => [field, ""])) as OrderCells),
  orderNo: "E1",
  at: "2025-01-05 13:05:00",
  phone: "138-0013-8000",
  ...parts,
});
const read = (...rows: Partial<OrderCells>[]) => readPurchase(rows.map(row), LATEST);

describe("an order of a file", () => {
  it("told once is shared out over its rows by quantity, to the fen", () => {
    expect(
      read(
        { paid: "¥110.00", freight: "10", title: "茶", options: "50 克", quantity: "2" },
        { paid: "¥110.00", freight: "", title: "壶", quantity: "1" },
      ),
    ).toMatchObject({
      person: { phone: "13800138000", externalId: null },
      orderNo: "E1",
      paidFen: 11_000,
      freightFen: 1_000,
      returnedFen: 0,
      lines: [
        { title: "茶 50 克", quantity: 2, paidFen: 6_667 },
        { title: "壶", quantity: 1, paidFen: 3_333 },
      ],
    });
  });

  it("told per row is the sum of its rows", () => {
    expect(
      read(
        { linePaid: "1,099.50", freight: "8.00", lineRefunded: "99.5" },
        { linePaid: "0.5", freight: "8.00" },
      ),
    ).toMatchObject({
      paidFen: 110_800,
      freightFen: 800,
      returnedFen: 9_950,
      lines: [{ paidFen: 109_950 }, { paidFen: 50 }],
    });
  });

  it("never gives back more of the goods than was paid for them", () => {
    expect(read({ paid: "110", freight: "10", refunded: "110" })).toMatchObject({
      returnedFen: 10_000,
    });
  });

  it.each<[string, Partial<OrderCells>[], string, number]>([
    ["no amount", [{ paid: "" }], "没有实付金额", 0],
    ["an amount of words", [{ paid: "三元" }], "实付金额「三元」不是金额（最多两位小数）", 0],
    ["thousandths", [{ paid: "1.005" }], "实付金额「1.005」不是金额（最多两位小数）", 0],
    ["a negative amount", [{ paid: "-5" }], "实付金额不能是负数", 0],
    ["a time nobody can read", [{ paid: "1", at: "5/1/25" }], "付款时间「5/1/25」无法识别", 0],
    ["a time to come", [{ paid: "1", at: "2026-03-11" }], "付款时间「2026-03-11」在将来", 0],
    ["no time", [{ paid: "1", at: "" }], "没有付款时间", 0],
    ["nobody", [{ paid: "1", phone: "" }], "没有手机号，也没有会员编号", 0],
    [
      "half a phone",
      [{ paid: "1", phone: "138****8000" }],
      "手机号被隐藏了一部分，请导出完整手机号",
      0,
    ],
    ["a foreign phone", [{ paid: "1", phone: "+1 555 0100" }], "手机号应为 11 位中国大陆号码", 0],
    [
      "a phone that Excel spoilt",
      [{ paid: "1", phone: "1.38E+10" }],
      "手机号「1.38E+10」被 Excel 写成了科学计数，请把该列设为文本后重新导出",
      0,
    ],
    ["an unpaid order", [{ paid: "1", status: "待付款" }], "订单状态为「待付款」，没有成交", 0],
    [
      "a closed row",
      [{ paid: "1" }, { paid: "1", status: "交易关闭" }],
      "订单状态为「交易关闭」，没有成交",
      1,
    ],
    ["freight above all", [{ paid: "5", freight: "6" }], "运费大于实付金额", 0],
    ["too much given back", [{ paid: "5", refunded: "6" }], "退款金额大于实付金额", 0],
    [
      "half a thing",
      [{ paid: "5" }, { paid: "5", quantity: "0.5" }],
      "数量「0.5」应为 1 到 9999 的整数",
      1,
    ],
    ["two amounts", [{ paid: "5" }, { paid: "6" }], "同一订单的各行不一致：5、6", 0],
  ])("with %s is refused with the reason and the row", (_, rows, fault, index) => {
    expect(read(...rows)).toEqual({ faults: [{ fault, index }] });
  });

  it("with many faults is refused with all of them, and with none that only follows from another", () => {
    expect(
      read(
        { paid: "五", at: "昨天", phone: "138****8000", memberNo: "1.2E+10", quantity: "0" },
        { paid: "五", at: "昨天", phone: "138****8000", memberNo: "1.2E+10", refunded: "-1" },
      ),
    ).toEqual({
      faults: [
        { fault: "手机号被隐藏了一部分，请导出完整手机号", index: 0 },
        {
          fault: "会员编号「1.2E+10」被 Excel 写成了科学计数，请把该列设为文本后重新导出",
          index: 0,
        },
        { fault: "付款时间「昨天」无法识别", index: 0 },
        { fault: "数量「0」应为 1 到 9999 的整数", index: 0 },
        { fault: "实付金额「五」不是金额（最多两位小数）", index: 0 },
        { fault: "退款金额不能是负数", index: 0 },
      ],
    });
    expect(
      read(
        { paid: "5", freight: "6", refunded: "7", phone: "13800138000" },
        { paid: "5", phone: "13800138001", quantity: "半" },
      ),
    ).toEqual({
      faults: [
        { fault: "同一订单的各行不一致：13800138000、13800138001", index: 0 },
        { fault: "数量「半」应为 1 到 9999 的整数", index: 1 },
        { fault: "运费大于实付金额", index: 0 },
        { fault: "退款金额大于实付金额", index: 0 },
      ],
    });
  });
});

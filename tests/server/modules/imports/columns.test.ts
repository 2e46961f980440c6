import { describe, expect, it } from "vitest";
import {
  locateMembers,
  locateOrders,
  presets,
  readMapping,
} from "@server/modules/imports/columns.ts";

// The headers of real exports, as public programs that read them quote them.
const youzanOrders =
  "订单号,销售渠道,归属店铺,订单类型,订单状态,推广方式,订单来源,订单创建时间,买家付款时间,交易成功时间,付款方式,支付流水号,商品金额合计,运费,店铺优惠合计,应收订单金额,订单实付金额,支付优惠合计,订单实收金额,全部商品名称,商品种类数,收货人/提货人,收货人手机号/提货人手机号,买家昵称,买家手机号,订单退款状态,订单已退款金额";
const youzanLines =
  "订单号,订单商品状态,交易成功时间,买家付款时间,商品名称,商品规格,商品编码,商品单价,商品数量,商品金额小计,商品实际成交金额,收货人/提货人,收货人手机号/提货人手机号,买家手机号,商品退款状态,商品已退款金额";
const youzanMembers =
  "客户姓名,客户昵称,客户手机号,客户生日,客户性别,标签,是否会员,成长值,消费金额";
const weidianOrders =
  "订单编号,订单状态,下单时间,支付时间,支付方式,订单描述,商品名称,商品型号,商品件数,商品ID,实付金额,收货人/提货人姓名,收货人/提货人手机号,省,市,区";

describe("the columns of an export", () => {
  it.each([
    ["有赞", youzanOrders],
    ["有赞（商品明细）", youzanLines],
    ["微店", weidianOrders],
    ["暖店", "订单号,付款时间,实付金额,手机号"],
    ["暖店", "会员编号,付款时间,实付金额,商品名称,数量"],
  ])("of orders are recognised as %s", (preset, header) => {
    expect(locateOrders(header.split(","), null).preset).toBe(preset);
  });

  it("of members are recognised", () => {
    const { preset, columns } = locateMembers(youzanMembers.split(","), null);
    expect(preset).toBe("有赞");
    expect(columns).toEqual({ memberNo: [], phone: [2], name: [0, 1], birthday: [3] });
    expect(locateMembers(["会员编号", "昵称"], null).preset).toBe("暖店");
  });

  it("prefer the buyer's phone to the receiver's", () => {
    const header = youzanOrders.split(",");
    const { columns } = locateOrders(header, null);
    expect(columns.phone.map((index) => header[index])).toEqual([
      "买家手机号",
      "收货人手机号/提货人手机号",
    ]);
  });

  it("that are unknown are named, with the way out", () => {
    expect(() => locateOrders(["a", "b"], null)).toThrow(
      /文件的列是：a、b。请把列名改成可识别的，或在命令行用 --mapping/,
    );
    const weidian = presets.find((preset) => preset.name === "微店") ?? null;
    expect(() => locateOrders(["订单编号", "支付时间"], weidian)).toThrow(
      "缺少：实付金额、手机号或会员编号",
    );
  });

  it("can be told in a mapping file", () => {
    const preset = readMapping(
      JSON.stringify({ orders: { at: "时间", paid: ["应付", "实收"], phone: "电话" } }),
    );
    const { columns } = locateOrders(["电话", "时间", "实收"], preset);
    expect(columns).toMatchObject({ at: [1], paid: [2], phone: [0], orderNo: [] });
  });

  it.each([
    ["{", "不是有效的 JSON"],
    ['{"orders":{"payed":"x"},"shops":{}}', "不认识的字段 orders.payed；不认识的字段 shops"],
    ['{"orders":{"paid":5}}', "orders.paid 应为列名或列名的数组"],
  ])("in a mapping file with a fault are refused: %s", (json, message) => {
    expect(() => readMapping(json)).toThrow(message);
  });
});

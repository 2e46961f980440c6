import { describe, expect, it } from "vitest";
import { BillUnreadable, readTradeBill } from "@server/adapters/wechat-pay-bill.ts";
import { payText } from "@server/adapters/wechat-pay-text.ts";

const HEAD =
  "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";
const PAID =
  "`2026-03-09 10:00:00,`wx1,`16,`0,`,`4200001,`pay_1,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`128.00,`0.00,`0,`0,`0.00,`0.00,`,`,`羊绒围巾,深灰,`,`0.77000,`0.60%,`128.05,`0.00,`";
const REFUNDED =
  "`2026-03-09 11:00:00,`wx1,`16,`0,`,`4200001,`pay_1,`o1,`JSAPI,`REFUND,`OTHERS,`CNY,`0.00,`0.00,`5030001,`ref_1,`28.00,`0.00,`ORIGINAL,`PROCESSING,`羊绒围巾,`,`-0.17000,`0.60%,`0.00,`28.05,`";
const SUMMARY = [
  "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额",
  "`2,`128.00,`28.00,`0.00,`0.60000,`128.05,`28.05",
];
const bill = (...lines: string[]) => `\uFEFF${[HEAD, ...lines, ...SUMMARY].join("\r\n")}\r\n`;

describe("readTradeBill", () => {
  it("reads payments and refunds, names with commas, and yuan as whole fen", () => {
    expect(readTradeBill(bill(PAID, REFUNDED))).toEqual([
      {
        kind: "payment",
        transactionId: "4200001",
        outTradeNo: "pay_1",
        outRefundNo: null,
        status: "SUCCESS",
        amountFen: 12_805,
      },
      {
        kind: "refund",
        transactionId: "4200001",
        outTradeNo: "pay_1",
        outRefundNo: "ref_1",
        status: "PROCESSING",
        amountFen: 2_805,
      },
    ]);
  });

  it.each([
    ["cut before its summary", bill(PAID).slice(0, HEAD.length + PAID.length)],
    ["of another kind", bill(PAID).replace("申请退款金额", "别的")],
    ["with a torn line", bill(PAID.slice(0, 100))],
    ["with an amount that is none", bill(PAID.replace("128.05", "1e5"))],
    ["that is empty", ""],
  ])("refuses a bill %s", (_, text) => {
    expect(() => readTradeBill(text)).toThrow(BillUnreadable);
  });
});

describe("payText", () => {
  it.each([
    ["羊绒围巾🧣 深灰", "羊绒围巾 深灰"],
    ["👨‍👩‍👧 一家", "一家"],
    ["❤️ 手工", "❤ 手工"],
    ["a\u0000b\nc", "a b c"],
    ["🎁🎁", "商品订单"],
    ["", "商品订单"],
    ["\ud83e broken", "broken"],
  ])("makes %j acceptable", (given, expected) => {
    expect(payText(given, 127, "商品订单")).toBe(expected);
  });

  it("cuts at whole characters", () => {
    expect(payText("围".repeat(60), 127, "")).toBe("围".repeat(42));
    expect(Buffer.byteLength(payText(`a${"围".repeat(60)}`, 127, ""))).toBe(127);
  });
});

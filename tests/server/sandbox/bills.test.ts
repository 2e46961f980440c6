import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStand, send, type Answer, type Stand } from "./stand.ts";

/** A Shanghai morning; business time starts here and only moves on. */
const START = Date.parse("2026-03-10T08:00:00+08:00");
let stand: Stand;
beforeAll(async () => {
  stand = await createStand();
  await stand.control("POST", "/clock", { now: START });
  const order = async (no: string, more: object) => {
    const { body } = await stand.merchant.prepay(no, more as Record<string, unknown>);
    await stand.pay(body["prepay_id"]);
  };
  await order("BILL000001", { description: "豆,一斤`半", attach: "a" });
  await order("BILL000002", { amount: { total: 1, currency: "CNY" } });
  await stand.merchant.prepay("BILL000003");
  await stand.merchant.refund("BILL000001", "RF1", 333);
  await stand.advance(60_000);
  await stand.merchant.refund("BILL000001", "RF2", 100);
  await stand.control("POST", "/refunds/RF2", { status: "ABNORMAL" });
  await stand.control("POST", "/withdraw", { fen: 500 });
});
afterAll(async () => stand.close());

const trade = async (query: string): Promise<Answer> =>
  stand.merchant.call("GET", `/v3/bill/tradebill?${query}`);
const download = async (answer: Answer): Promise<Answer> => {
  const url = new URL(String(answer.body["download_url"]));
  return stand.merchant.call("GET", `${url.pathname}${url.search}`);
};
const moveTo = async (time: string) =>
  stand.control("POST", "/clock", { now: Date.parse(`${time}+08:00`) });

function parse(bytes: Buffer) {
  expect(bytes.subarray(0, 3).toString("hex")).toBe("efbbbf");
  const lines = bytes.subarray(3).toString().split("\r\n");
  expect(lines.at(-1)).toBe("");
  const cells = (line: string | undefined): string[] => (line ?? "").slice(1).split(",`");
  return {
    header: (lines[0] ?? "").split(","),
    rows: lines.slice(1, -3).map(cells),
    summary: cells(lines.at(-2)),
  };
}

describe("bills are asked for", () => {
  it.each([
    ["a day that is none", "bill_date=2026-02-30"],
    ["no day", "bill_type=ALL"],
    ["another form of day", "bill_date=20260310"],
    ["tomorrow", "bill_date=2026-03-11"],
    ["a day long gone", "bill_date=2025-11-01"],
    ["an unknown type", "bill_date=2026-03-09&bill_type=SOME"],
    ["an unknown packing", "bill_date=2026-03-09&tar_type=ZIP"],
  ])("in vain for %s", async (_name, query) => {
    const answer = await trade(query);
    expect(answer.body).toMatchObject({ code: "PARAM_ERROR", detail: { location: "query" } });
  });

  it("too early until ten o'clock of the next morning, and in vain for a day without trade", async () => {
    expect((await trade("bill_date=2026-03-10")).body["code"]).toBe("STATEMENT_CREATING");
    const none = await trade("bill_date=2026-03-08");
    expect([none.status, none.body["code"]]).toEqual([400, "NO_STATEMENT_EXIST"]);
    await moveTo("2026-03-11T09:59:50");
    expect((await trade("bill_date=2026-03-10")).body["code"]).toBe("STATEMENT_CREATING");
    await moveTo("2026-03-11T10:00:00");
    expect((await trade("bill_date=2026-03-10")).status).toBe(200);
  });
});

describe("a trade bill", () => {
  it("has the 27 columns, a row for each payment and refund, and true sums", async () => {
    const answer = await trade("bill_date=2026-03-10&bill_type=ALL");
    expect(answer.body["hash_type"]).toBe("SHA1");
    const file = await download(answer);
    expect(file.headers["wechatpay-signature"]).toBeUndefined();
    const { header, rows, summary } = parse(file.raw);
    expect(header).toHaveLength(27);
    expect(rows.every((row) => row.length === 27)).toBe(true);
    const pick = (row: string[] | undefined, ...names: string[]) =>
      names.map((name) => row?.[header.indexOf(name)]);
    const of = (number: string, column: string) =>
      rows.find((row) => row[header.indexOf(column)] === number);
    const paid = of("BILL000001", "商户订单号");
    expect(
      pick(paid, "交易状态", "应结订单金额", "订单金额", "退款金额", "手续费", "费率"),
    ).toEqual(["SUCCESS", "88.00", "88.00", "0.00", "0.52800", "0.60%"]);
    expect(pick(paid, "商品名称", "商户数据包")).toEqual(["豆,一斤`半", "a"]);
    expect(pick(of("BILL000002", "商户订单号"), "订单金额", "手续费")).toEqual(["0.01", "0.00006"]);
    expect(
      pick(
        of("RF1", "商户退款单号"),
        "商户订单号",
        "交易状态",
        "退款金额",
        "申请退款金额",
        "订单金额",
        "退款状态",
        "手续费",
      ),
    ).toEqual(["BILL000001", "REFUND", "3.33", "3.33", "0.00", "SUCCESS", "-0.01998"]);
    expect(pick(of("RF2", "商户退款单号"), "退款状态")).toEqual(["CHANGE"]);
    expect(rows).toHaveLength(4);
    expect(summary).toEqual(["4", "88.01", "4.33", "0.00", "0.50208", "88.01", "4.33"]);
  });

  it("comes gzipped when asked, its hash over the bytes inside", async () => {
    const plain = await trade("bill_date=2026-03-10");
    const zipped = await trade("bill_date=2026-03-10&bill_type=ALL&tar_type=GZIP");
    const file = await download(zipped);
    const inside = gunzipSync(file.raw);
    expect(createHash("sha1").update(inside).digest("hex")).toBe(zipped.body["hash_value"]);
    expect(zipped.body["hash_value"]).toBe(plain.body["hash_value"]);
    expect(inside.equals((await download(plain)).raw)).toBe(true);
    expect(file.headers["content-encoding"]).toBeUndefined();
  });

  it("of payments only or refunds only has columns of its own", async () => {
    const success = parse(
      (await download(await trade("bill_date=2026-03-10&bill_type=SUCCESS"))).raw,
    );
    expect(success.rows).toHaveLength(2);
    expect(success.header).not.toContain("退款状态");
    const refund = parse(
      (await download(await trade("bill_date=2026-03-10&bill_type=REFUND"))).raw,
    );
    expect(refund.rows).toHaveLength(2);
    expect(refund.header).toContain("退款成功时间");
  });

  it("has a link that must be signed for, lives five minutes and cannot be forged", async () => {
    const answer = await trade("bill_date=2026-03-10");
    const link = String(answer.body["download_url"]);
    expect(link.startsWith(`${stand.url}/v3/billdownload/file?token=`)).toBe(true);
    const unsigned = await send(link, {
      headers: { Accept: "application/json", "User-Agent": "x" },
    });
    expect(unsigned.status).toBe(401);
    const forged = await stand.merchant.call("GET", `/v3/billdownload/file?token=e30.AAAA`);
    expect(forged.body["code"]).toBe("PARAM_ERROR");
    await stand.advance(299_000);
    expect((await download(answer)).status).toBe(200);
    await stand.advance(2_000);
    expect((await download(answer)).body["code"]).toBe("PARAM_ERROR");
  });
});

describe("a fund-flow bill", () => {
  it("tells every movement with the balance after it", async () => {
    const flow = async (query: string) =>
      stand.merchant.call("GET", `/v3/bill/fundflowbill?${query}`);
    const { header, rows, summary } = parse(
      (await download(await flow("bill_date=2026-03-10&account_type=BASIC"))).raw,
    );
    expect(header).toHaveLength(11);
    const column = (name: string) => rows.map((row) => row[header.indexOf(name)]);
    expect(column("业务类型")).toEqual(["交易", "扣除交易手续费", "交易", "退款", "退款", "提现"]);
    expect(column("收支金额(元)")).toEqual(["88.00", "0.53", "0.01", "3.31", "0.99", "5.00"]);
    expect(column("账户结余(元)").at(-1)).toBe("78.18");
    expect(summary).toEqual(["6", "2", "88.01", "4", "9.83"]);
    for (const account of ["OPERATION", "FEES"]) {
      const none = await flow(`bill_date=2026-03-10&account_type=${account}`);
      expect(none.body["code"]).toBe("NO_STATEMENT_EXIST");
    }
  });
});

describe("the book", () => {
  it("sums what was paid and given back, in all and by day", async () => {
    const all = await stand.control("GET", "/book");
    expect(all.body).toMatchObject({ date: null, paid: 8801, refunded: 333, refunding: 100 });
    expect((await stand.control("GET", "/book?date=2026-03-10")).body).toMatchObject({
      paid: 8801,
      refunded: 333,
    });
    expect((await stand.control("GET", "/book?date=2026-03-11")).body).toMatchObject({
      paid: 0,
      refunded: 0,
      orders: [],
    });
    expect((await stand.control("GET", "/book?date=today")).status).toBe(400);
  });
});

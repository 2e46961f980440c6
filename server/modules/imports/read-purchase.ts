import { allocate, parseYuan, sumFen } from "../../kernel/money.ts";
import { isScientific, printable, readPerson, spoilt, type FilePerson } from "./read-person.ts";
import { readMoment } from "./read-moment.ts";
import type { OrderField } from "./columns.ts";

/** A million yuan: more than any order of a shop, less than what a slipped decimal point makes of one. */
const AMOUNT_MAX_FEN = 1_000_000_00;

/** The cells of one row of an orders file, cleaned; a column that is not there reads as an empty text. */
export type OrderCells = Readonly<Record<OrderField, string>>;

/** One order of a file, whole: who, when, what and how much, in fen. */
export type FileOrder = {
  readonly person: FilePerson;
  /** Null when the file gives no order number. */
  readonly orderNo: string | null;
  readonly at: Date;
  readonly paidFen: number;
  readonly freightFen: number;
  readonly returnedFen: number;
  readonly lines: readonly { skuId: null; title: string; quantity: number; paidFen: number }[];
};

/** What is wrong with an order, and in which of its rows. */
export type OrderFault = { readonly fault: string; readonly index: number };

const ORDER_NO_MAX = 64;
const TITLE_MAX = 100;
const QUANTITY_MAX = 9_999;
/** Orders of these states were never paid, or all of their money has gone back. */
const UNPAID = /待付款|待支付|未付款|未支付|已关闭|交易关闭|已取消|订单取消/u;

/**
 * Reads the rows of one order (one row per thing bought, or a single one). What is paid is either told per order, the
 * same on every row, and then shared out over the rows by quantity, or told per row.
 * @param latest a payment after this moment is refused.
 * @returns the order, or everything for which it is refused and by which of its rows; of an order that was never paid
 * only that, for nothing else about it can be mended.
 */
export function readPurchase(
  rows: readonly OrderCells[],
  latest: Date,
): FileOrder | { faults: OrderFault[] } {
  const faults: OrderFault[] = [];
  const read = <Value>(index: number, value: Value | { fault: string }): Value | null => {
    if (typeof value !== "object" || value === null || !("fault" in value)) return value;
    faults.push({ fault: value.fault, index });
    return null;
  };
  /** What the rows say of the whole order, read further; what they do not agree on is one fault and no second. */
  const readWhole = <Value>(
    field: OrderField,
    further: (text: string) => Value | { fault: string },
  ) => {
    const text = read(0, wholeOrder(rows, field));
    return text === null ? null : read(0, further(text));
  };
  const unpaid = rows.findIndex((row) => UNPAID.test(row.status));
  if (unpaid !== -1)
    return {
      faults: [{ fault: `订单状态为「${rows[unpaid]?.status ?? ""}」，没有成交`, index: unpaid }],
    };
  const memberNo = read(0, wholeOrder(rows, "memberNo"));
  const phone = read(0, wholeOrder(rows, "phone"));
  const person =
    memberNo === null || phone === null
      ? { faults: [] }
      : readPerson({ memberNo, phone, name: rows[0]?.name ?? "" });
  if ("faults" in person) faults.push(...person.faults.map((fault) => ({ fault, index: 0 })));
  const orderNo = read(0, readOrderNo(rows[0]?.orderNo ?? ""));
  const at = readWhole("at", (text) => readPaidAt(text, latest));
  const freightFen = readWhole("freight", (text) => yuan("运费", text));
  const isPerLine = rows.some((row) => row.linePaid !== "");
  const lines = rows.map((row, index) => ({
    title: titleOf(row),
    quantity: read(index, readQuantity(row.quantity)) ?? 1,
    paidFen: isPerLine ? read(index, yuan("商品金额", row.linePaid)) : 0,
    returnedFen: read(index, yuan("退款金额", row.lineRefunded)),
  }));
  const orderPaidFen = isPerLine
    ? 0
    : readWhole("paid", (text) =>
        text === "" ? { fault: "没有实付金额" } : yuan("实付金额", text),
      );
  const orderReturnedFen = readWhole("refunded", (text) => yuan("退款金额", text));
  const paidFen = sumOrNull([
    ...(isPerLine ? [freightFen] : []),
    orderPaidFen,
    ...lines.map((line) => line.paidFen),
  ]);
  const returnedFen = sumOrNull([orderReturnedFen, ...lines.map((line) => line.returnedFen)]);
  const isAbove = (fen: number | null) => fen !== null && paidFen !== null && fen > paidFen;
  if (isAbove(freightFen)) faults.push({ fault: "运费大于实付金额", index: 0 });
  if (isAbove(returnedFen)) faults.push({ fault: "退款金额大于实付金额", index: 0 });
  if (
    faults.length > 0 ||
    "faults" in person ||
    at === null ||
    freightFen === null ||
    paidFen === null ||
    returnedFen === null
  )
    return { faults };
  const goodsFen = paidFen - freightFen;
  const shares = isPerLine
    ? lines.map((line) => line.paidFen ?? 0)
    : allocate(
        goodsFen,
        lines.map((line) => line.quantity),
      );
  return {
    person,
    orderNo,
    at,
    paidFen,
    freightFen,
    // What goes back beyond the goods is freight, which never counted.
    returnedFen: Math.min(returnedFen, goodsFen),
    lines: lines.map(({ title, quantity }, index) => ({
      skuId: null,
      title,
      quantity,
      paidFen: shares[index] ?? 0,
    })),
  };
}

/** The sum in fen, when every part of it could be read. */
const sumOrNull = (parts: readonly (number | null)[]): number | null =>
  parts.every((part) => part !== null) ? sumFen(parts) : null;

/** A field that says the same on every row of an order, or stands on the first only. */
function wholeOrder(rows: readonly OrderCells[], field: OrderField): string | { fault: string } {
  const told = new Set(rows.map((row) => row[field]).filter((text) => text !== ""));
  if (told.size > 1) return { fault: `同一订单的各行不一致：${[...told].slice(0, 3).join("、")}` };
  return [...told][0] ?? "";
}

function readOrderNo(text: string): string | null | { fault: string } {
  if (text === "") return null;
  if (isScientific(text)) return { fault: spoilt("订单号", text) };
  return text.length > ORDER_NO_MAX ? { fault: `订单号超过 ${ORDER_NO_MAX} 个字符` } : text;
}

function readPaidAt(text: string, latest: Date): Date | { fault: string } {
  if (text === "") return { fault: "没有付款时间" };
  const at = readMoment(text);
  if (at === null) return { fault: `付款时间「${text}」无法识别` };
  return at > latest ? { fault: `付款时间「${text}」在将来` } : at;
}

function yuan(what: string, text: string): number | { fault: string } {
  if (text === "") return 0;
  const fen = parseYuan(text);
  if (fen === null) return { fault: `${what}「${text}」不是金额（最多两位小数）` };
  if (fen > AMOUNT_MAX_FEN) return { fault: `${what}「${text}」超过一百万元，请核对` };
  return fen < 0 ? { fault: `${what}不能是负数` } : fen;
}

function readQuantity(text: string): number | { fault: string } {
  if (text === "") return 1;
  const quantity = /^\d+(?:\.0+)?$/u.test(text) ? Number(text) : 0;
  return quantity >= 1 && quantity <= QUANTITY_MAX
    ? quantity
    : { fault: `数量「${text}」应为 1 到 ${QUANTITY_MAX} 的整数` };
}

function titleOf(row: OrderCells): string {
  const title = printable([row.title, row.options].filter((part) => part !== "").join(" "));
  return title === "" ? "未注明商品" : [...title].slice(0, TITLE_MAX).join("");
}

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

const ORDER_NO_MAX = 64;
const TITLE_MAX = 100;
const QUANTITY_MAX = 9_999;
/** Orders of these states were never paid, or all of their money has gone back. */
const UNPAID = /待付款|待支付|未付款|未支付|已关闭|交易关闭|已取消|订单取消/u;

/**
 * Reads the rows of one order (one row per thing bought, or a single one). What is paid is either told per order, the
 * same on every row, and then shared out over the rows by quantity, or told per row.
 * @param latest a payment after this moment is refused.
 * @returns the order, or why it is refused and by which of its rows.
 */
export function readPurchase(
  rows: readonly OrderCells[],
  latest: Date,
): FileOrder | { fault: string; index: number } {
  const faults: { fault: string; index: number }[] = [];
  const read = <Value>(index: number, value: Value | { fault: string }): Value | null => {
    if (typeof value !== "object" || value === null || !("fault" in value)) return value;
    faults.push({ fault: value.fault, index });
    return null;
  };
  const of = (field: OrderField) => wholeOrder(rows, field);
  const status = rows.findIndex((row) => UNPAID.test(row.status));
  if (status !== -1)
    return { fault: `订单状态为「${rows[status]?.status ?? ""}」，没有成交`, index: status };
  const person = read(
    0,
    readPerson({
      memberNo: read(0, of("memberNo")) ?? "",
      phone: read(0, of("phone")) ?? "",
      name: rows[0]?.name ?? "",
    }),
  );
  const orderNo = read(0, readOrderNo(rows[0]?.orderNo ?? ""));
  const at = read(0, readPaidAt(read(0, of("at")) ?? "", latest));
  const freightFen = read(0, yuan("运费", read(0, of("freight")) ?? "")) ?? 0;
  const isPerLine = rows.some((row) => row.linePaid !== "");
  const lines = rows.map((row, index) => ({
    title: titleOf(row),
    quantity: read(index, readQuantity(row.quantity)) ?? 1,
    paidFen: isPerLine ? (read(index, yuan("商品金额", row.linePaid)) ?? 0) : 0,
    returnedFen: read(index, yuan("退款金额", row.lineRefunded)) ?? 0,
  }));
  const paidText = read(0, of("paid")) ?? "";
  const paidFen = isPerLine
    ? sumFen(lines.map((line) => line.paidFen)) + freightFen
    : (read(0, paidText === "" ? { fault: "没有实付金额" } : yuan("实付金额", paidText)) ?? 0);
  const returnedFen =
    sumFen(lines.map((line) => line.returnedFen)) +
    (read(0, yuan("退款金额", read(0, of("refunded")) ?? "")) ?? 0);
  const [first] = faults;
  if (first !== undefined) return first;
  if (person === null || at === null) return { fault: "此行无法读取", index: 0 };
  const goodsFen = paidFen - freightFen;
  if (goodsFen < 0) return { fault: "运费大于实付金额", index: 0 };
  if (returnedFen > paidFen) return { fault: "退款金额大于实付金额", index: 0 };
  const shares = isPerLine
    ? lines.map((line) => line.paidFen)
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

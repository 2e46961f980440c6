import { isScientific, readPerson, spoilt, type FilePerson } from "./read-person.ts";
import type { BalanceField, CouponField, TierField } from "./columns.ts";
import { readDay } from "./read-moment.ts";

/** Points that a member had in another system, good until a last day or for ever. */
export type FileBalance = {
  readonly person: FilePerson;
  readonly points: number;
  readonly expiresOn: string | null;
};

/** Equal open coupons that a member had in another system; `couponNo` is one's number there. */
export type FileCoupons = {
  readonly person: FilePerson;
  readonly templateId: string;
  readonly count: number;
  readonly expiresOn: string;
  readonly couponNo: string | null;
};

/** A level that a member had in another system, to a last day or for a term of our own rules; 0 is the base level. */
export type FileTier = {
  readonly person: FilePerson;
  readonly level: number;
  readonly expiresOn: string | null;
};

const POINTS_MAX = 100_000_000;
const COUNT_MAX = 100;
const COUPON_NO_MAX = 64;

/** Reads a balance; a last day that has passed is refused. @returns the balance, or everything wrong with the row */
export function readBalance(
  cells: Readonly<Record<BalanceField, string>>,
  today: string,
): FileBalance | { faults: string[] } {
  const person = readPerson(cells);
  const points = readWhole(cells.points, "积分", 0, POINTS_MAX);
  const end = cells.expiresOn === "" ? null : readEnd(cells.expiresOn, today);
  const faults = faultsOf(person, points, end);
  return "faults" in person || isFault(points) || isFault(end) || faults.length > 0
    ? { faults }
    : { person, points, expiresOn: end };
}

/**
 * Reads equal coupons of one member.
 * @param templatesOf the ids of the published templates of this name, or with this id
 * @returns the coupons, or everything wrong with the row
 */
export function readCoupons(
  cells: Readonly<Record<CouponField, string>>,
  today: string,
  templatesOf: (nameOrId: string) => readonly string[],
): FileCoupons | { faults: string[] } {
  const person = readPerson(cells);
  const template = readTemplate(cells.template, templatesOf);
  const count = cells.count === "" ? 1 : readWhole(cells.count, "张数", 1, COUNT_MAX);
  const end = cells.expiresOn === "" ? { fault: "没有到期日" } : readEnd(cells.expiresOn, today);
  const couponNo = readCouponNo(cells.couponNo, count);
  const faults = faultsOf(person, template, count, end, couponNo);
  return "faults" in person ||
    isFault(template) ||
    isFault(count) ||
    isFault(end) ||
    isFault(couponNo) ||
    faults.length > 0
    ? { faults }
    : { person, templateId: template, count, expiresOn: end, couponNo };
}

/**
 * Reads a member's level; a last day that has passed is refused.
 * @param levelOf the level of this name or number in the rules in force; null when there is none
 */
export function readTier(
  cells: Readonly<Record<TierField, string>>,
  today: string,
  levelOf: (nameOrNumber: string) => number | null,
): FileTier | { faults: string[] } {
  const person = readPerson(cells);
  const found = cells.tier === "" ? null : levelOf(cells.tier);
  const level = found ?? {
    fault: cells.tier === "" ? "没有等级" : `现行规则里没有等级「${cells.tier}」`,
  };
  const end = cells.expiresOn === "" ? null : readEnd(cells.expiresOn, today);
  const faults = faultsOf(person, level, end);
  return "faults" in person || isFault(level) || isFault(end) || faults.length > 0
    ? { faults }
    : { person, level, expiresOn: end };
}

type Fault = { readonly fault: string };

const isFault = (value: unknown): value is Fault =>
  typeof value === "object" && value !== null && "fault" in value;

function faultsOf(
  person: FilePerson | { faults: string[] },
  ...values: readonly unknown[]
): string[] {
  return [
    ...("faults" in person ? person.faults : []),
    ...values.filter(isFault).map(({ fault }) => fault),
  ];
}

/** A whole number: `1200`, `1,200`, `1200.00`. */
function readWhole(text: string, what: string, min: number, max: number): number | Fault {
  if (text === "") return { fault: `没有${what}` };
  if (isScientific(text)) return { fault: spoilt(what, text) };
  const isWhole = /^(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.0+)?$/u.test(text);
  const value = isWhole ? Number(text.replaceAll(",", "")) : Number.NaN;
  return value >= min && value <= max
    ? value
    : { fault: `${what}「${text}」应为 ${min} 到 ${max} 的整数` };
}

function readEnd(text: string, today: string): string | Fault {
  const day = readDay(text);
  if (day === null) return { fault: `到期日「${text}」无法识别` };
  return day < today ? { fault: `到期日「${text}」已过` } : day;
}

function readTemplate(
  text: string,
  templatesOf: (nameOrId: string) => readonly string[],
): string | Fault {
  if (text === "") return { fault: "没有券模板" };
  const [templateId, other] = templatesOf(text);
  if (templateId === undefined) return { fault: `没有已发布的券模板「${text}」` };
  return other === undefined
    ? templateId
    : { fault: `券模板「${text}」有几个同名的，请改填模板编号` };
}

function readCouponNo(text: string, count: number | Fault): string | null | Fault {
  if (text === "") return null;
  if (isScientific(text)) return { fault: spoilt("券号", text) };
  if (text.length > COUPON_NO_MAX) return { fault: `券号超过 ${COUPON_NO_MAX} 个字符` };
  return isFault(count) || count <= 1 ? text : { fault: "有券号的行，张数只能是 1" };
}

import { addDays, dayStart, shanghaiDay } from "../../kernel/calendar.ts";
import { digestPii } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import {
  importCoupons as issueImported,
  readTemplateNames,
  type ImportedCouponOutcome,
} from "../coupons/index.ts";
import { couponFields, type CouponField, type Located } from "./columns.ts";
import { memberFinder } from "./find-people.ts";
import type { Table, TableRow } from "./open-table.ts";
import { readCoupons, type FileCoupons } from "./read-value.ts";
import { cellsOf, type FileReport, type RowBook } from "./row-book.ts";

/** What a file of open coupons brought. */
export type CouponsReport = FileReport & {
  coupons: number;
  created: number;
  known: number;
  /** Members who were in no other file and came with their coupons. */
  membersCreated: number;
};

const BATCH = 500;
const refusals: Readonly<Record<NonNullable<ImportedCouponOutcome["refused"]>, string>> = {
  not_issuable: "券模板没有发布或已停发",
  sold_out: "超过券模板的总量",
  claim_limit: "超过券模板的每人张数",
  day_limit: "超过券模板的每日总量，可以明天再导入",
  member_day_limit: "超过券模板的每人每日张数，可以明天再导入",
};

/**
 * Imports open coupons as coupons of published templates, each with the last day that it had, within the templates'
 * limits; a coupon is known by its number, else by its member, template and day and how often these came before in the
 * file, so that the same file again changes nothing.
 * @param importId marks who is made; null only looks.
 */
export async function importCoupons(
  world: World,
  importId: string | null,
  table: Table,
  columns: Located<CouponField>,
  book: RowBook,
): Promise<CouponsReport> {
  const totals = { coupons: 0, created: 0, known: 0, membersCreated: 0 };
  const findMembers = memberFinder(world, importId, (count) => {
    totals.membersCreated += count;
  });
  const numbersOf = couponNumbers(world);
  const from = world.clock.now();
  const today = shanghaiDay(from);
  const templatesOf = await templateFinder();
  let batch: { coupons: FileCoupons; numbers: string[]; row: TableRow }[] = [];
  const flush = async (): Promise<void> => {
    const memberIds = await findMembers(batch.map(({ coupons }) => coupons.person));
    const wishes = batch.flatMap(({ coupons: { templateId, expiresOn }, numbers, row }, index) =>
      numbers.map((externalId) => ({
        row,
        wish: {
          templateId,
          memberId: memberIds[index] ?? "",
          externalId,
          from,
          until: dayStart(addDays(expiresOn, 1)),
          together: `${row.line}`,
        },
      })),
    );
    const outcomes =
      importId === null
        ? wishes.map(() => null)
        : await issueImported(
            world,
            wishes.map(({ wish }) => wish),
          );
    const why = new Map<TableRow, Set<string>>();
    for (const [index, { row }] of wishes.entries()) {
      const outcome = outcomes[index] ?? null;
      if (outcome !== null && outcome.refused !== null)
        why.set(row, (why.get(row) ?? new Set()).add(refusals[outcome.refused]));
      else {
        totals.coupons += 1;
        if (outcome?.isNew === false) totals.known += 1;
        else totals.created += 1;
      }
    }
    for (const [row, reasons] of why) await book.refuse(row, [...reasons]);
    batch = [];
  };
  for await (const row of table.rows()) {
    book.seen();
    const coupons =
      row.fault === null
        ? readCoupons(cellsOf(row, columns, couponFields), today, templatesOf)
        : { faults: [row.fault] };
    const numbers = "faults" in coupons ? [] : numbersOf(coupons);
    if ("faults" in coupons) await book.refuse(row, coupons.faults);
    else if (numbers === null) await book.refuse(row, ["同一券号在文件里出现了两次"]);
    else {
      batch.push({ coupons, numbers, row });
      if (batch.length >= BATCH) await flush();
    }
  }
  await flush();
  return Object.assign(book.close(), totals);
}

/** Finds published templates by name or id, as they were when the import began. */
async function templateFinder(): Promise<(nameOrId: string) => readonly string[]> {
  const byText = new Map<string, string[]>();
  for (const { templateId, name } of await readTemplateNames()) {
    byText.set(templateId, [templateId]);
    byText.set(name, [...(byText.get(name) ?? []), templateId]);
  }
  return (nameOrId) => byText.get(nameOrId) ?? [];
}

/** Gives each coupon of a row the number under which it is known for ever; null for a number that came before. */
function couponNumbers(world: World): (coupons: FileCoupons) => string[] | null {
  const seen = new Set<string>();
  const times = new Map<string, number>();
  return ({ person, templateId, count, expiresOn, couponNo }) => {
    if (couponNo !== null) {
      if (seen.has(couponNo)) return null;
      seen.add(couponNo);
      return [`no:${couponNo}`];
    }
    // Keyed, for it could else be guessed back to a phone.
    const who = digestPii(world.config.pii, person.externalId ?? person.phone ?? "").slice(0, 27);
    const key = `${who}:${templateId}:${expiresOn}`;
    const before = times.get(key) ?? 0;
    times.set(key, before + count);
    return Array.from({ length: count }, (_, index) => `${who}:${expiresOn}:${before + index + 1}`);
  };
}

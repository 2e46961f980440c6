import type { World } from "../../world.ts";
import { findOrCreateImportedMembers } from "../members/index.ts";
import { memberFields, type Located, type MemberField } from "./columns.ts";
import type { Table } from "./open-table.ts";
import { readDay } from "./read-moment.ts";
import { readPerson, type FilePerson } from "./read-person.ts";
import { cellsOf, type FileReport, type RowBook } from "./row-book.ts";

/** What a members file brought. */
export type MembersReport = FileReport & { accepted: number; created: number };

const PEOPLE_BATCH = 1_000;

/**
 * Imports the people of a file; who is known already by phone or number stays as they are.
 * @param importId marks what is added; null only looks.
 */
export async function importMembers(
  world: World,
  importId: string | null,
  table: Table,
  columns: Located<MemberField>,
  book: RowBook,
): Promise<MembersReport> {
  let accepted = 0;
  let created = 0;
  let batch: (FilePerson & { birthday: string | null })[] = [];
  const flush = async (): Promise<void> => {
    if (importId !== null && batch.length > 0) {
      const found = await findOrCreateImportedMembers(world, batch, importId);
      created += found.filter((member) => member.isNew).length;
    }
    batch = [];
  };
  for await (const row of table.rows()) {
    book.seen();
    const cells = cellsOf(row, columns, memberFields);
    const person = readPerson(cells);
    const birthday = cells.birthday === "" ? null : readDay(cells.birthday);
    const faults =
      row.fault === null
        ? [
            ...("faults" in person ? person.faults : []),
            ...(cells.birthday !== "" && birthday === null
              ? [`生日「${cells.birthday}」无法识别`]
              : []),
          ]
        : [row.fault];
    if (faults.length > 0 || "faults" in person) await book.refuse(row, faults);
    else {
      accepted += 1;
      batch.push({ ...person, birthday });
      if (batch.length >= PEOPLE_BATCH) await flush();
    }
  }
  await flush();
  return Object.assign(book.close(), { accepted, created });
}

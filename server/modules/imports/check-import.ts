import { createHash } from "node:crypto";
import type { z } from "zod";
import type { importsEndpoints } from "../../contract/imports.ts";
import type { StaffActor } from "../../kernel/actor.ts";
import { shanghaiDay } from "../../kernel/calendar.ts";
import { isDuplicateKey, transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import { encryptPii } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import { recordAction } from "../audit-trail/index.ts";
import { importFiles, openAs, type ImportWish } from "./import-files.ts";
import {
  ImportFiles,
  Imports,
  nothingUndone,
  type ImportKind,
  type ImportRow,
} from "./import.model.ts";
import { forgetRefusals, keepRefusals } from "./keep-refusals.ts";
import { TableError } from "./table-source.ts";
import { countsOf } from "./view-import.ts";

/** What staff send to be brought in. */
export type CheckInput = z.output<(typeof importsEndpoints)["POST /v1/staff/imports"]["body"]>;

const KEPT_MS = 7 * 86_400_000;

/**
 * Checks files that staff sent, as the import itself would read them, and keeps them sealed for a week so that it can be
 * run; of the shop itself nothing changes. The same id and content again is the same import.
 * @throws import_refused with a pointer to each file that is no table, idempotency_mismatch, forbidden
 */
export async function checkImport(
  world: World,
  actor: StaffActor,
  input: CheckInput,
): Promise<ImportRow> {
  mustSeeAllStores(actor);
  const { importId, files } = input;
  const requestHash = createHash("sha256").update(JSON.stringify(input)).digest("base64url");
  const twin = await Imports.findById(importId).lean<ImportRow>();
  if (twin !== null) return twin.requestHash === requestHash ? twin : fail("idempotency_mismatch");
  const headers = await readHeaders(files);
  const now = world.clock.now();
  const asOfDay = input.asOfDay ?? shanghaiDay(now);
  await forgetRefusals(importId);
  const report = await importFiles(
    world,
    {
      ...wishFor(files),
      isDryRun: true,
      asOfDay,
      refusals: { keep: (kind) => keepRefusals(world, importId, kind) },
    },
    () => undefined,
  );
  const row: ImportRow = {
    _id: importId,
    source: "staff",
    state: "checked",
    requestHash,
    files: files.map(({ kind, name }, index) => ({
      kind,
      name,
      rows: report[kind]?.rows ?? 0,
      header: headers[index] ?? [],
    })),
    asOfDay,
    createdAt: now,
    createdByName: actor.name,
    startedAt: null,
    endedAt: null,
    leaseUntil: null,
    progress: null,
    counts: countsOf(report),
    added: null,
    failure: null,
    undone: nothingUndone,
    kept: [],
    undoneAt: null,
  };
  try {
    await transaction(async () => {
      await Imports.insertMany([row], { lean: true });
      await ImportFiles.insertMany(
        files.map(({ kind, text }) => ({
          _id: `${importId}:${kind}`,
          textSealed: encryptPii(world.config.pii, text),
          expiresAt: new Date(now.getTime() + KEPT_MS),
        })),
        { lean: true },
      );
      await recordAction(world, actor, {
        action: "import.checked",
        subject: importId,
        before: null,
        after: { files: files.map(({ kind, name }) => ({ kind, name })) },
        reason: null,
      });
    });
    return row;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const first = await Imports.findById(importId).lean<ImportRow>();
    return first?.requestHash === requestHash ? first : fail("idempotency_mismatch");
  }
}

/** The files as an import takes them. */
export function wishFor(
  files: readonly CheckInput["files"][number][],
): Pick<ImportWish, ImportKind | "preset"> {
  const of = (kind: CheckInput["files"][number]["kind"]) =>
    files.find((file) => file.kind === kind) ?? null;
  return {
    members: of("members"),
    orders: of("orders"),
    balances: of("balances"),
    coupons: of("coupons"),
    tiers: of("tiers"),
    preset: null,
  };
}

/** An import is the whole shop's. @throws forbidden to staff who only see some stores */
export function mustSeeAllStores(actor: StaffActor): void {
  if (actor.storeIds !== null) fail("forbidden", { detail: "导入涉及全店，需要全部门店权限" });
}

/** The columns of each file, and a pointer to every one that has none. @throws import_refused */
async function readHeaders(files: CheckInput["files"]): Promise<string[][]> {
  const headers: string[][] = [];
  const issues: { pointer: string; detail: string }[] = [];
  for (const [index, file] of files.entries()) {
    try {
      const opened = await openAs[file.kind](file, null);
      headers.push([...(opened?.table.header ?? [])]);
    } catch (error) {
      if (!(error instanceof TableError)) throw error;
      issues.push({ pointer: `/files/${index}/text`, detail: error.message });
    }
  }
  if (issues.length > 0) fail("import_refused", { issues });
  return headers;
}

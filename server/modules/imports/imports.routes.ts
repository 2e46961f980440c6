import type { importsEndpoints } from "../../contract/imports.ts";
import type { Handlers } from "../../kernel/http.ts";
import { pageByTime } from "../../kernel/page.ts";
import { checkImport, mustSeeAllStores } from "./check-import.ts";
import { Imports } from "./import.model.ts";
import { listRefusals, printRefusals } from "./keep-refusals.ts";
import { readImport, startImport, startUndo } from "./start-import.ts";
import { viewImport } from "./view-import.ts";

/** How imports are asked for and started. */
export const importsHandlers: Handlers<typeof importsEndpoints> = {
  "POST /v1/staff/imports": async ({ world, actor, body }) =>
    viewImport(await checkImport(world, actor, body)),
  "GET /v1/staff/imports": async ({ actor, query }) => {
    mustSeeAllStores(actor);
    return await pageByTime(Imports, {}, query, viewImport);
  },
  "GET /v1/staff/imports/:importId": async ({ actor, params }) =>
    viewImport(await readImport(actor, params.importId)),
  "POST /v1/staff/imports/:importId/run": async ({ world, actor, params }) =>
    viewImport(await startImport(world, actor, params.importId)),
  "POST /v1/staff/imports/:importId/undo": async ({ world, actor, params }) =>
    viewImport(await startUndo(world, actor, params.importId)),
  "GET /v1/staff/imports/:importId/refused": async ({ world, actor, params, query }) => {
    await readImport(actor, params.importId);
    return await listRefusals(world, params.importId, query);
  },
  "GET /v1/staff/imports/:importId/refused.csv": async ({ world, actor, params, query }) => {
    const { files } = await readImport(actor, params.importId);
    const header = files.find(({ kind }) => kind === query.kind)?.header ?? [];
    return {
      bytes: await printRefusals(world, params.importId, query.kind, header),
      headers: {
        "Cache-Control": "no-store",
        "Content-Disposition": `attachment; filename="refused-${query.kind}.csv"`,
      },
    };
  },
};

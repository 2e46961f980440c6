import { Readable } from "node:stream";
import type { privacyEndpoints } from "../../contract/privacy.ts";
import type { Handlers } from "../../kernel/http.ts";
import { eraseMember } from "./erase-member.ts";
import { exportMember } from "./export-member.ts";

/** How privacy endpoints are answered. */
export const privacyHandlers: Handlers<typeof privacyEndpoints> = {
  "GET /v1/me/export": async (call) =>
    await Promise.resolve({
      bytes: Readable.from(exportMember(call), { objectMode: false }),
      headers: {
        "Cache-Control": "no-store",
        "Content-Disposition": 'attachment; filename="nuandian-export.json"',
      },
    }),
  "POST /v1/me/erasure": async ({ world, actor }) => await eraseMember(world, actor),
};

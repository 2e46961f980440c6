import type { memberRecordsEndpoints } from "../../contract/member-records.ts";
import type { Handlers } from "../../kernel/http.ts";
import { pageByTime } from "../../kernel/page.ts";
import { findMember } from "../members/index.ts";
import { listRecords } from "./list-records.ts";
import { MemberNotes } from "./member-record.model.ts";
import { readRecord } from "./read-records.ts";
import { listTags, setTags } from "./set-tags.ts";
import { addNote, viewNote, withdrawNote } from "./write-notes.ts";

/** How members' records are asked for and written. */
export const memberRecordsHandlers: Handlers<typeof memberRecordsEndpoints> = {
  "GET /v1/staff/members": async ({ world, query }) => await listRecords(world, query),
  "GET /v1/staff/members/:memberId": async ({ world, params }) =>
    await readRecord(world, params.memberId),
  "GET /v1/staff/tags": async () => ({ items: (await listTags()).map((tag) => ({ tag })) }),
  "PUT /v1/staff/members/:memberId/tags": async ({ world, actor, params, body }) => {
    const { tags, version } = await setTags(world, actor, { ...params, ...body });
    return { tags, tagsVersion: version };
  },
  "GET /v1/staff/members/:memberId/notes": async ({ params, query }) => {
    await findMember(params.memberId);
    return await pageByTime(MemberNotes, { memberId: params.memberId }, query, viewNote);
  },
  "POST /v1/staff/members/:memberId/notes": async ({ world, actor, params, body }) =>
    viewNote(await addNote(world, actor, { ...params, ...body })),
  "DELETE /v1/staff/members/:memberId/notes/:noteId": async ({ world, actor, params }) =>
    await withdrawNote(world, actor, params),
};

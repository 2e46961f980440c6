// What staff write down about members and see of them at a glance. Words: note (备注), tag (标签), record (会员档案).
// Invariants: members never see notes or tags; a note is never changed, only taken back by its author within five
// minutes; tags are set whole by who saw their version; both go over when two records turn out to be one person.
import { onMembersJoined } from "../members/index.ts";
import { joinRecords } from "./join-records.ts";

export { forgetRecords } from "./forget-records.ts";
export { memberRecordsHandlers } from "./member-records.routes.ts";

onMembersJoined(joinRecords);

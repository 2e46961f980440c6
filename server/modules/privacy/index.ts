// What members can demand of everything that is known about them. Words: export (导出), erasure (注销).
// Invariants: the export says what the member's own pages say, all of it; after an erasure nothing leads from the
// records that the law keeps to a person, the books still add up, and who comes again is somebody new.
export { privacyHandlers } from "./privacy.routes.ts";

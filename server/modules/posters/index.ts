// Pictures to be shared (海报). Invariants: a poster shows what is on the shelf now, at the price of now; the same
// content is drawn once by a process and has the same ETag everywhere.
export { postersHandlers } from "./posters.routes.ts";

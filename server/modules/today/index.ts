// Today: the figures of the day and what waits for whom. Words: to-do (待办), last week (上周同日同一时刻).
// Invariants: it owns nothing and writes nothing; every figure is that of the module that keeps it, within the caller's
// stores; what a role may not see is null, not 0.
export { todayHandlers } from "./today.routes.ts";

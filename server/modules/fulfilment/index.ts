// Parcels and pickups. Words: shipment (包裹), shipping upload (发货信息录入).
// Invariants: nothing is sent twice or beyond what was ordered; WeChat is told after the commit, in order, until it
// answers; what it refuses stays visible.
export { fulfilmentHandlers } from "./fulfilment.routes.ts";
export { fulfilmentJobs } from "./fulfilment.jobs.ts";

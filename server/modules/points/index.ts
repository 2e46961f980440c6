// Points (积分): what members earned, hold, spend and owe.
export { pointsChecks } from "./points.audit.ts";
export { pointsJobs } from "./points.jobs.ts";
export { pointsHandlers } from "./points.routes.ts";

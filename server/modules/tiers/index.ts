export { tiersHandlers } from "./tiers.routes.ts";

export { paymentsHandlers } from "./payments.routes.ts";

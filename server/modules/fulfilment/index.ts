export { fulfilmentHandlers } from "./fulfilment.routes.ts";

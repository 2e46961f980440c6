export { storesHandlers } from "./stores.routes.ts";

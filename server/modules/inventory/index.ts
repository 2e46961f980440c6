export { inventoryHandlers } from "./inventory.routes.ts";

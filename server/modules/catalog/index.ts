export { catalogHandlers } from "./catalog.routes.ts";

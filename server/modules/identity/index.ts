export { identityHandlers } from "./identity.routes.ts";

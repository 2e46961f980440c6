export { membersHandlers } from "./members.routes.ts";

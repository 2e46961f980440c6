// Parcels and pickups. Words: shipment (包裹), shipping upload (发货信息录入).
// Invariants: nothing is sent twice or beyond what was ordered; WeChat is told after the commit, in order, until it
// answers; what it refuses stays visible. A refund that ends the sending tells WeChat the last parcel once more, as the
// last: there is no message without a parcel.
import { onSendingEnded } from "../orders/index.ts";
import { endSending } from "./end-sending.ts";

export { forgetReceiver, listUnsentShipments } from "./forget-receiver.ts";
export { fulfilmentHandlers } from "./fulfilment.routes.ts";
export { fulfilmentJobs } from "./fulfilment.jobs.ts";

onSendingEnded(endSending);

import type { Job } from "../../kernel/jobs.ts";
import { uploadDueShipments } from "./upload-shipping.ts";

/** The clock's work on shipments. */
export const fulfilmentJobs: readonly Job[] = [
  { name: "upload-shipping", cron: "*/1 * * * *", leaseMs: 10 * 60_000, run: uploadDueShipments },
];

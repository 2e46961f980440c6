import type { Job } from "../../kernel/jobs.ts";

/** The clock's work on promo-codes. */
export const promoCodesJobs: readonly Job[] = [];

import type { Job } from "./kernel/jobs.ts";
import { couponsJobs } from "./modules/coupons/index.ts";
import { fulfilmentJobs } from "./modules/fulfilment/index.ts";
import { importsJobs } from "./modules/imports/index.ts";
import { ordersJobs } from "./modules/orders/index.ts";
import { paymentsJobs } from "./modules/payments/index.ts";
import { pointsJobs } from "./modules/points/index.ts";
import { promoCodesJobs } from "./modules/promo-codes/index.ts";
import { promotionsJobs } from "./modules/promotions/index.ts";
import { purchasesJobs } from "./modules/purchases/index.ts";
import { tiersJobs } from "./modules/tiers/index.ts";

/** Everything that the clock starts, of all modules. */
export const jobs: readonly Job[] = [
  ...ordersJobs,
  ...paymentsJobs,
  ...fulfilmentJobs,
  ...purchasesJobs,
  ...tiersJobs,
  ...pointsJobs,
  ...promotionsJobs,
  ...couponsJobs,
  ...promoCodesJobs,
  ...importsJobs,
];

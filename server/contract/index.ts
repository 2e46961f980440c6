import { addressesEndpoints } from "./addresses.ts";
import { auditTrailEndpoints } from "./audit-trail.ts";
import { campaignsEndpoints } from "./campaigns.ts";
import { catalogEndpoints } from "./catalog.ts";
import { couponsEndpoints } from "./coupons.ts";
import { fulfilmentEndpoints } from "./fulfilment.ts";
import { identityEndpoints } from "./identity.ts";
import { importsEndpoints } from "./imports.ts";
import { inventoryEndpoints } from "./inventory.ts";
import { liabilitiesEndpoints } from "./liabilities.ts";
import { memberRecordsEndpoints } from "./member-records.ts";
import { membersEndpoints } from "./members.ts";
import { ordersEndpoints } from "./orders.ts";
import { paymentsEndpoints } from "./payments.ts";
import { personalPricesEndpoints } from "./personal-prices.ts";
import { pointsEndpoints } from "./points.ts";
import { pointsMallEndpoints } from "./points-mall.ts";
import { postersEndpoints } from "./posters.ts";
import { privacyEndpoints } from "./privacy.ts";
import { promoCodesEndpoints } from "./promo-codes.ts";
import { promotionsEndpoints } from "./promotions.ts";
import { refundsEndpoints } from "./refunds.ts";
import { scenesEndpoints } from "./scenes.ts";
import { settingsEndpoints } from "./settings.ts";
import { storesEndpoints } from "./stores.ts";
import { tiersEndpoints } from "./tiers.ts";
import { todayEndpoints } from "./today.ts";
import { wechatEventsEndpoints } from "./wechat-events.ts";

/** Every endpoint of the product, keyed by method and path: the one table that server, document and clients share. */
export const contract = {
  ...identityEndpoints,
  ...membersEndpoints,
  ...addressesEndpoints,
  ...storesEndpoints,
  ...settingsEndpoints,
  ...scenesEndpoints,
  ...catalogEndpoints,
  ...postersEndpoints,
  ...inventoryEndpoints,
  ...tiersEndpoints,
  ...pointsEndpoints,
  ...promotionsEndpoints,
  ...memberRecordsEndpoints,
  ...campaignsEndpoints,
  ...personalPricesEndpoints,
  ...couponsEndpoints,
  ...pointsMallEndpoints,
  ...promoCodesEndpoints,
  ...ordersEndpoints,
  ...paymentsEndpoints,
  ...refundsEndpoints,
  ...fulfilmentEndpoints,
  ...wechatEventsEndpoints,
  ...liabilitiesEndpoints,
  ...privacyEndpoints,
  ...auditTrailEndpoints,
  ...importsEndpoints,
  ...todayEndpoints,
} as const;

/** The table of all endpoints. */
export type Contract = typeof contract;

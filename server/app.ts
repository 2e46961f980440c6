import cors from "@koa/cors";
import type Koa from "koa";
import helmet from "koa-helmet";
import mongoose from "mongoose";
import { contract } from "./contract/index.ts";
import { documentRoutes } from "./document.ts";
import { internalRoutes } from "./internal.ts";
import { createRouter, createKoa, problems, type Handlers } from "./kernel/http.ts";
import { createGateLimits } from "./kernel/limits.ts";
import { measured, metrics } from "./kernel/metrics.ts";
import { addressesHandlers } from "./modules/addresses/index.ts";
import { auditTrailHandlers } from "./modules/audit-trail/index.ts";
import { catalogHandlers } from "./modules/catalog/index.ts";
import { couponsHandlers } from "./modules/coupons/index.ts";
import { fulfilmentHandlers } from "./modules/fulfilment/index.ts";
import { authenticate, identityHandlers } from "./modules/identity/index.ts";
import { importsHandlers } from "./modules/imports/index.ts";
import { inventoryHandlers } from "./modules/inventory/index.ts";
import { liabilitiesHandlers } from "./modules/liabilities/index.ts";
import { memberRecordsHandlers } from "./modules/member-records/index.ts";
import { membersHandlers } from "./modules/members/index.ts";
import { ordersHandlers } from "./modules/orders/index.ts";
import { paymentsHandlers, refundsHandlers } from "./modules/payments/index.ts";
import { pointsHandlers } from "./modules/points/index.ts";
import { pointsMallHandlers } from "./modules/points-mall/index.ts";
import { postersHandlers } from "./modules/posters/index.ts";
import { privacyHandlers } from "./modules/privacy/index.ts";
import { promoCodesHandlers } from "./modules/promo-codes/index.ts";
import {
  campaignsHandlers,
  personalPricesHandlers,
  promotionsHandlers,
} from "./modules/promotions/index.ts";
import { scenesHandlers } from "./modules/scenes/index.ts";
import { settingsHandlers } from "./modules/settings/index.ts";
import { storesHandlers } from "./modules/stores/index.ts";
import { tiersHandlers } from "./modules/tiers/index.ts";
import { wechatEventsHandlers } from "./modules/wechat-events/index.ts";
import { todayHandlers } from "./modules/today/index.ts";
import type { World } from "./world.ts";

/** Every endpoint's handler; a missing or a surplus one does not compile. */
export const handlers: Handlers<typeof contract> = {
  ...identityHandlers,
  ...membersHandlers,
  ...addressesHandlers,
  ...storesHandlers,
  ...settingsHandlers,
  ...scenesHandlers,
  ...catalogHandlers,
  ...postersHandlers,
  ...inventoryHandlers,
  ...tiersHandlers,
  ...pointsHandlers,
  ...promotionsHandlers,
  ...memberRecordsHandlers,
  ...campaignsHandlers,
  ...personalPricesHandlers,
  ...couponsHandlers,
  ...pointsMallHandlers,
  ...promoCodesHandlers,
  ...ordersHandlers,
  ...paymentsHandlers,
  ...refundsHandlers,
  ...fulfilmentHandlers,
  ...wechatEventsHandlers,
  ...liabilitiesHandlers,
  ...privacyHandlers,
  ...auditTrailHandlers,
  ...importsHandlers,
  ...todayHandlers,
};

/** What tells whether this process should get traffic; SIGTERM sets it before the server drains. */
export type Readiness = { isDraining: boolean };

/** Builds the whole HTTP application for a world; it does not listen. */
export function createApp(world: World, readiness: Readiness = { isDraining: false }): Koa {
  const app = createKoa({ trustProxy: world.config.trustProxy, log: world.log });
  const limits = createGateLimits(world);
  const router = createRouter(world, contract, handlers, {
    authenticate: async (token) => await authenticate(world, token),
    limit: async (kind, key) => await limits.limit(kind, key),
  });
  // Outside of what turns errors into answers, so that refusals are measured as well.
  app.use(measured());
  app.use(problems(world.log));
  app.use(
    helmet({
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'self'"],
          imgSrc: ["'self'", "data:"],
          styleSrc: ["'self'", "'unsafe-inline'"],
          upgradeInsecureRequests: null,
        },
      },
      strictTransportSecurity: world.config.isProduction,
    }),
  );
  app.use(
    cors({
      origin: (ctx) => {
        const origin = ctx.get("origin");
        return world.config.corsOrigins.includes(origin) ? origin : "";
      },
      allowMethods: "GET,POST,PUT,PATCH,DELETE",
      allowHeaders: "authorization,content-type,x-request-id,x-cart-token",
      exposeHeaders: "x-request-id,retry-after",
      maxAge: 600,
      credentials: false,
    }),
  );
  app.use(async (ctx, next) => {
    if (ctx.method === "GET" && ctx.path === "/healthz") ctx.body = { status: "ok" };
    else if (ctx.method === "GET" && ctx.path === "/readyz") await answerReadiness(ctx, readiness);
    else if (ctx.method === "GET" && ctx.path === "/metrics") {
      ctx.type = metrics.contentType;
      ctx.body = await metrics.metrics();
    } else await next();
  });
  app.use(documentRoutes(world.config));
  app.use(internalRoutes(world));
  app.use(router.routes());
  app.use(router.allowedMethods());
  return app;
}

async function answerReadiness(ctx: Koa.Context, readiness: Readiness): Promise<void> {
  try {
    if (readiness.isDraining) throw new Error("draining");
    await mongoose.connection.db?.command({ ping: 1 }, { timeoutMS: 1_000 });
    ctx.body = { status: "ready" };
  } catch {
    ctx.status = 503;
    ctx.set("Retry-After", "1");
    ctx.body = { status: readiness.isDraining ? "draining" : "database_unreachable" };
  }
}

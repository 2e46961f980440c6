import type { Middleware } from "koa";
import { collectDefaultMetrics, Counter, Histogram, Registry } from "prom-client";

/** All figures of this process, in Prometheus' text format at `/metrics`. */
export const metrics = new Registry();
collectDefaultMetrics({ register: metrics });

const requests = new Histogram({
  name: "nuandian_http_request_seconds",
  help: "Time to answer, by endpoint and status",
  labelNames: ["endpoint", "status"],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [metrics],
});

/** Counts things that happen, by name, for alarms: payments settled, notifications refused, jobs failed. */
export const happenings = new Counter({
  name: "nuandian_happenings_total",
  help: "What happened in the shop, by kind",
  labelNames: ["kind"],
  registers: [metrics],
});

/** Measures every request under its route's name, never under its path, so that the number of series stays small. */
export function measured(): Middleware {
  return async (ctx, next) => {
    const end = requests.startTimer();
    await next();
    const route = ctx["_matchedRouteName"] as string | undefined;
    end({ endpoint: route ?? "other", status: String(ctx.status) });
  };
}

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

/** Counts the runs of each job by how they ended, for alarms: a job that fails again and again needs a person. */
export const jobRuns = new Counter({
  name: "nuandian_job_runs_total",
  help: "Runs of jobs in this process, by job and outcome",
  labelNames: ["job", "outcome"],
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

import { performance } from "node:perf_hooks";
import { mongo } from "mongoose";
import { rawCollection, transaction } from "@server/kernel/db.ts";
import { newId } from "@server/kernel/ids.ts";
import { claimCoupon } from "@server/modules/coupons/issuing/claim-coupon.ts";
import { runIssues } from "@server/modules/coupons/issuing/run-issues.ts";
import { startIssue } from "@server/modules/coupons/issuing/start-issue.ts";
import { Coupons } from "@server/modules/coupons/coupon.model.ts";
import { Members, type MemberRow } from "@server/modules/members/member.model.ts";
import { holdPoints, openBalances, settlePoints } from "@server/modules/points/index.ts";
import { chooseBest, explainPrice, type PricingInput } from "@server/modules/promotions/index.ts";
import type { World } from "@server/world.ts";
import {
  categoryIdOf,
  pricingInput,
  pricingLine,
  pricingOffer,
  productIdOf,
} from "@support/pricing.ts";
import { buildPointsPolicy, buildTemplate, valueOwner } from "@support/value.ts";
import { runLoad, type Load } from "./load.ts";

const system = { kind: "system", name: "bench" } as const;

/** One workload of the value side, in the form that the table of `npm run bench` prints. */
export type ValueLine = { workload: string; ours: Load; baseline: Load | null; note?: string };

/**
 * Points, coupons and prices by themselves, without HTTP: the ledger beside bare-driver transactions of the same
 * writes, claims of a scarce coupon, an issue to everybody, and the CPU that a price takes.
 */
export async function benchValue(
  world: World,
  uri: string,
  options: { seconds: number; members: number; accounts: number; concurrency: number },
  report: (line: ValueLine) => void,
): Promise<Record<string, unknown>> {
  const prices = priceWorkloads();
  for (const { workload, perSecond, cpuMs } of prices)
    report({
      workload,
      ours: { perSecond, p50: cpuMs, p99: cpuMs, operations: 0, failures: 0 },
      baseline: null,
      note: `每次 ${cpuMs.toFixed(2)} 毫秒 CPU`,
    });
  report(await ledgerWorkload(world, uri, options));
  const claims = await claimWorkload(world);
  report(claims);
  const issue = await issueWorkload(world, options.members);
  report(issue.line);
  return { prices, issueGrewMb: issue.grewMb };
}

/** A cart of 20 lines and 30 held coupons of three groups against so many live campaigns. */
function busyCart(campaignCount: number): PricingInput {
  const kinds = [
    { kind: "percent_off", payBps: 9_000 },
    { kind: "amount_off", amountFen: 100 },
    { kind: "nth_item", n: 2, payBps: 5_000 },
    {
      kind: "spend_and_save",
      steps: [
        { fromFen: 1_000, offFen: 10 },
        { fromFen: 100_000, offFen: 100 },
      ],
    },
  ] as const;
  const campaigns = Array.from({ length: campaignCount }, (_, n) => {
    const kind = kinds[n % kinds.length];
    const benefit =
      kind?.kind === "spend_and_save"
        ? { ...kind, steps: [...kind.steps] }
        : (kind ?? { kind: "amount_off" as const, amountFen: 100 });
    const productIds = Array.from({ length: 20 }, (__, k) => productIdOf((n + k) % 500));
    const scope = n % 3 === 0 ? {} : { productIds };
    return pricingOffer("campaign", n, { benefit, scope }, { priority: n % 5 });
  });
  const coupons = Array.from({ length: 30 }, (_, n) =>
    pricingOffer("coupon", n, {
      benefit: n % 10 === 9 ? { kind: "free_freight" } : { kind: "amount_off", amountFen: 500 + n },
      scope: n % 2 === 0 ? {} : { categoryIds: [categoryIdOf(n % 10)] },
      stacking: { group: ["甲", "乙", "丙"][n % 3] ?? null },
    }),
  );
  return pricingInput({
    lines: Array.from({ length: 20 }, (_, n) =>
      pricingLine(n, { quantity: 1 + (n % 3), categoryIds: [categoryIdOf(n % 10)] }),
    ),
    campaigns,
    coupons,
    couponIds: coupons.slice(0, 1).map(({ offerId }) => offerId),
    delivery: { kind: "express", province: "上海市", city: "上海市" },
    points: {
      wanted: 1_000,
      available: 5_000,
      rule: { stepPoints: 100, stepFen: 100, maxBps: 5_000, isWithCoupons: true },
    },
  });
}

function priceWorkloads() {
  return [10, 100, 200, 1_000].flatMap((campaigns) => {
    const input = busyCart(campaigns);
    // Lines of its own each time, as every request has them: what is remembered per cart must not help.
    const fresh = (): PricingInput => ({ ...input, lines: [...input.lines] });
    return [
      {
        workload: `价格：20 行、30 张券、${campaigns} 个活动`,
        ...cpuOf(() => void explainPrice(fresh())),
      },
      {
        workload: `最省的选择：同一购物车、${campaigns} 个活动`,
        ...cpuOf(() => void chooseBest(fresh())),
      },
    ];
  });
}

function cpuOf(work: () => void): { perSecond: number; cpuMs: number } {
  for (let turn = 0; turn < 50; turn += 1) work();
  const turns = 100;
  const before = process.cpuUsage();
  for (let turn = 0; turn < turns; turn += 1) work();
  const { user, system: kernel } = process.cpuUsage(before);
  const cpuMs = (user + kernel) / 1_000 / turns;
  return { perSecond: 1_000 / cpuMs, cpuMs };
}

/** A member by Zipf's law over so many: the first is drawn most often. */
const zipf = (count: number): number => Math.floor(count ** Math.random()) - 1;

async function ledgerWorkload(
  world: World,
  uri: string,
  { seconds, accounts, concurrency }: { seconds: number; accounts: number; concurrency: number },
): Promise<ValueLine> {
  await buildPointsPolicy(world);
  const memberIds = Array.from({ length: accounts }, () => newId("mem", world.clock.now()));
  for (let from = 0; from < accounts; from += 1_000)
    await openBalances(
      world,
      system,
      memberIds.slice(from, from + 1_000).map((memberId) => ({
        memberId,
        causeId: "bench",
        points: 1_000_000,
        expiresOn: "2099-12-31",
        reason: "bench",
      })),
    );
  const orderOf = () => ({
    memberId: memberIds[zipf(accounts)] ?? "",
    orderId: newId("ord", world.clock.now()),
  });
  const earn = async (order: ReturnType<typeof orderOf>): Promise<void> =>
    await settlePoints(world, {
      ...order,
      at: world.clock.now(),
      tierLevel: 0,
      isFirstOrder: false,
      heldPoints: 0,
      lines: [{ lineId: "lin_1", categoryIds: [], netFen: 5_000 }],
    });
  const ours = await runLoad({ concurrency, seconds }, async (_, turn) => {
    const order = orderOf();
    await transaction(async () => {
      if (turn % 5 !== 0) await earn(order);
      else await holdPoints(world, system, { ...order, points: 100 });
    });
  });
  const client = await new mongo.MongoClient(uri, { maxPoolSize: 50 }).connect();
  try {
    return {
      workload: `积分账：${accounts} 位会员，八成得两成用`,
      ours,
      baseline: await bareLedger(client, accounts, { concurrency, seconds }),
    };
  } finally {
    await client.close();
  }
}

/** The same with the bare driver: read the account, write it on its version, add an entry; one transaction. */
async function bareLedger(
  client: mongo.MongoClient,
  accounts: number,
  load: { concurrency: number; seconds: number },
): Promise<Load> {
  type Account = { _id: string; version: number; available: number; buckets: object[] };
  const db = client.db("bench_ledger");
  const rows = db.collection<Account>("accounts");
  const entries = db.collection<{ _id: string }>("entries");
  for (let from = 0; from < accounts; from += 10_000)
    await rows.insertMany(
      Array.from({ length: Math.min(10_000, accounts - from) }, (_, index) => ({
        _id: `m${from + index}`,
        version: 1,
        available: 1_000_000,
        buckets: [{ points: 1_000_000, expiresOn: "2099-12-31" }],
      })),
    );
  await entries.createIndex({ memberId: 1, cause: 1, kind: 1 }, { unique: true });
  await entries.createIndex({ memberId: 1, seq: 1 }, { unique: true });
  return await runLoad(load, async () => {
    const _id = `m${zipf(accounts)}`;
    await client.withSession(
      async (session) =>
        await session.withTransaction(
          async () => {
            const row = await rows.findOne({ _id }, { session });
            const version = row?.version ?? 0;
            const cause = newId("ord", new Date());
            await rows.updateOne(
              { _id, version },
              { $set: { version: version + 1 }, $inc: { available: 50 } },
              { session },
            );
            const entry = {
              _id: newId("pte", new Date()),
              memberId: _id,
              seq: version,
              kind: "earn",
              cause,
              postings: [
                { account: "member:pending", points: 50 },
                { account: "shop:issued", points: -50 },
              ],
            };
            await entries.insertOne(entry, { session });
          },
          { readConcern: { level: "snapshot" }, writeConcern: { w: "majority" } },
        ),
    );
  });
}

async function claimWorkload(world: World): Promise<ValueLine> {
  const CLAIMERS = 10_000;
  const templateId = await buildTemplate(
    world,
    { benefit: { kind: "amount_off", amountFen: 500 } },
    { caps: { total: 1_000, perMember: 1 } },
  );
  let taken = 0;
  let next = 0;
  const times: number[] = [];
  const claimer = async (): Promise<void> => {
    while (next < CLAIMERS) {
      next += 1;
      const memberId = newId("mem", world.clock.now());
      const actor = { kind: "member", memberId, openid: "bench", sessionId: "bench" } as const;
      const began = performance.now();
      try {
        await claimCoupon(world, actor, { templateId, claimId: newId("clm", world.clock.now()) });
        taken += 1;
      } catch {
        // Sold out: what most are told.
      }
      times.push(performance.now() - began);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: 200 }, async () => await claimer()));
  const took = (performance.now() - began) / 1_000;
  const rows = await Coupons.countDocuments({ templateId });
  times.sort((a, b) => a - b);
  return {
    workload: "领券：1 万人抢 1 000 张",
    ours: {
      perSecond: CLAIMERS / took,
      p50: times[times.length / 2] ?? Number.NaN,
      p99: times[Math.floor(times.length * 0.99)] ?? Number.NaN,
      operations: CLAIMERS,
      failures: 0,
    },
    baseline: null,
    note: `领到 ${taken}，券 ${rows} 张`,
  };
}

async function issueWorkload(
  world: World,
  count: number,
): Promise<{ line: ValueLine; grewMb: number }> {
  const at = world.clock.now();
  await Members.deleteMany({});
  for (let from = 0; from < count; from += 20_000)
    await rawCollection(Members).insertMany(
      Array.from({ length: Math.min(20_000, count - from) }, (): MemberRow => ({
        _id: newId("mem", at),
        displayName: null,
        phoneSealed: null,
        phoneDigest: null,
        phoneMasked: null,
        birthday: null,
        source: "import",
        externalId: null,
        joinedAt: null,
        mergedInto: null,
        erasedAt: null,
        createdAt: at,
        importId: null,
        fills: [],
      })),
      { ordered: false },
    );
  const templateId = await buildTemplate(
    world,
    { benefit: { kind: "amount_off", amountFen: 500 } },
    { caps: { perMember: 1 } },
  );
  await startIssue(world, valueOwner, {
    issueId: newId("iss", at),
    templateId,
    audience: { kind: "all" },
    reason: "bench",
  });
  const residentMb = (): number => process.memoryUsage.rss() / 1_048_576;
  const before = residentMb();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, residentMb())), 250);
  const began = performance.now();
  await runIssues(world, 3_600_000);
  const took = (performance.now() - began) / 1_000;
  clearInterval(watch);
  const rows = await Coupons.countDocuments({ templateId });
  const grewMb = most - before;
  return {
    grewMb,
    line: {
      workload: `批量发券：${count} 人`,
      ours: {
        perSecond: rows / took,
        p50: Number.NaN,
        p99: Number.NaN,
        operations: rows,
        failures: 0,
      },
      baseline: null,
      note: `发出 ${rows} 张，内存多用 ${grewMb.toFixed(0)} MB`,
    },
  };
}

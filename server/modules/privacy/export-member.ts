import { z } from "zod";
import { couponsEndpoints } from "../../contract/coupons.ts";
import { identityEndpoints } from "../../contract/identity.ts";
import { membersEndpoints } from "../../contract/members.ts";
import { ordersEndpoints } from "../../contract/orders.ts";
import { pointsEndpoints } from "../../contract/points.ts";
import { refundsEndpoints } from "../../contract/refunds.ts";
import { tiersEndpoints } from "../../contract/tiers.ts";
import type { privacyEndpoints } from "../../contract/privacy.ts";
import type { Call } from "../../kernel/http.ts";
import type { PageQuery } from "../../kernel/page.ts";
import { readAddresses } from "../addresses/index.ts";
import { couponsHandlers } from "../coupons/index.ts";
import { identityHandlers } from "../identity/index.ts";
import { membersHandlers, readPersonalData } from "../members/index.ts";
import { findOwnOrder, openAddress, readOrderIds, viewOrder } from "../orders/index.ts";
import { refundsHandlers } from "../payments/index.ts";
import { pointsHandlers } from "../points/index.ts";
import { tiersHandlers } from "../tiers/index.ts";

const PAGE = 50;

type Asking = Call<(typeof privacyEndpoints)["GET /v1/me/export"]>;

/**
 * Everything the shop knows about a member, as the text of one JSON object, piece by piece: never more than a page of
 * anything is held in memory. Each list has the items of the member's own page of it, newest first; beside them stand
 * what those pages hide: the whole phone, the WeChat accounts, every decision about consent and the addresses of orders.
 */
export async function* exportMember(call: Asking): AsyncGenerator<string, void> {
  const { world, actor } = call;
  const alone = { ...call, params: undefined, query: undefined, body: undefined };
  const profile = z.encode(
    membersEndpoints["GET /v1/me"].response,
    await membersHandlers["GET /v1/me"](alone),
  );
  const points = z.encode(
    pointsEndpoints["GET /v1/me/points"].response,
    await pointsHandlers["GET /v1/me/points"](alone),
  );
  const { phone, wechat, consents } = await readPersonalData(world, actor.memberId);
  const head = {
    exportedAt: world.clock.now(),
    profile: { ...profile, phone, wechat },
    consents,
    addresses: await readAddresses(world, actor.memberId),
    points,
  };
  yield JSON.stringify(head).slice(0, -1);
  for (const [name, rows] of Object.entries(listsOf(call))) yield* listText(name, rows);
  yield "}\n";
}

/** Every list, each read only when its turn comes. */
function listsOf(call: Asking): Record<string, AsyncIterable<unknown>> {
  const asked = (query: PageQuery) => ({ ...call, params: undefined, body: undefined, query });
  return {
    sessions: each(
      identityEndpoints["GET /v1/sessions"].response,
      async (query) => await identityHandlers["GET /v1/sessions"](asked(query)),
    ),
    orders: eachOrder(call),
    purchases: each(
      tiersEndpoints["GET /v1/me/purchases"].response,
      async (query) => await tiersHandlers["GET /v1/me/purchases"](asked(query)),
    ),
    pointsEntries: each(
      pointsEndpoints["GET /v1/me/points/entries"].response,
      async (query) => await pointsHandlers["GET /v1/me/points/entries"](asked(query)),
    ),
    coupons: each(
      couponsEndpoints["GET /v1/me/coupons"].response,
      async (query) => await couponsHandlers["GET /v1/me/coupons"](asked(query)),
    ),
    timeline: each(
      tiersEndpoints["GET /v1/me/timeline"].response,
      async (query) => await tiersHandlers["GET /v1/me/timeline"](asked(query)),
    ),
    accessLog: each(
      membersEndpoints["GET /v1/me/access-log"].response,
      async (query) => await membersHandlers["GET /v1/me/access-log"](asked(query)),
    ),
  };
}

async function* eachOrder(call: Asking): AsyncGenerator<object, void> {
  const { world, actor } = call;
  for (const orderId of await readOrderIds(actor.memberId)) {
    const row = await findOwnOrder(actor, orderId);
    const params = { orderId };
    const asked = { ...call, query: undefined, body: undefined, params };
    const refunds = z.encode(
      refundsEndpoints["GET /v1/orders/:orderId/refunds"].response,
      await refundsHandlers["GET /v1/orders/:orderId/refunds"](asked),
    );
    yield {
      ...z.encode(ordersEndpoints["GET /v1/orders/:orderId"].response, viewOrder(world, row)),
      address: openAddress(world, row),
      refunds: refunds.items,
    };
  }
}

/** The items of a list as the contract shows them, page after page. */
async function* each<
  Page extends z.ZodType<unknown, { items: readonly unknown[]; nextCursor: string | null }>,
>(page: Page, ask: (query: PageQuery) => Promise<z.output<Page>>): AsyncGenerator<unknown, void> {
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = z.encode(page, await ask({ limit: PAGE, cursor }));
    yield* items;
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
}

async function* listText(name: string, rows: AsyncIterable<unknown>): AsyncGenerator<string, void> {
  yield `,${JSON.stringify(name)}:[`;
  let separator = "";
  for await (const row of rows) {
    yield separator + JSON.stringify(row);
    separator = ",";
  }
  yield "]";
}

import type { ordersEndpoints } from "../../contract/orders.ts";
import type { Handlers } from "../../kernel/http.ts";
import {
  addCartLine,
  cartKey,
  guestCartKey,
  mergeGuestCart,
  removeCartLines,
  updateCartLine,
} from "./change-cart.ts";
import { addInternalNote, askInvoice, changeAddress, confirmReceipt } from "./change-order.ts";
import { countOwnOrders } from "./count-orders.ts";
import { findOwnOrder, findStaffOrder, listOwnOrders } from "./find-orders.ts";
import { findPickup } from "./find-pickup.ts";
import { listStaffOrders } from "./list-staff-orders.ts";
import { placeOrder } from "./place-order.ts";
import { printReceipt } from "./print-receipt.ts";
import { readPickList } from "./read-pick-list.ts";
import { bestForCart, bestForLines, quoteLines, readCart } from "./read-cart.ts";
import { viewOrder, viewOrderForStaff, viewPrice } from "./view-order.ts";

/** How cart and order endpoints are answered. */
export const ordersHandlers: Handlers<typeof ordersEndpoints> = {
  "GET /v1/cart": async ({ world, actor, request }) =>
    await readCart(world, actor, cartKey(actor, request.headers["x-cart-token"])),
  "POST /v1/cart/lines": async ({ world, actor, body, request }) => {
    const key = cartKey(actor, request.headers["x-cart-token"]);
    await addCartLine(world, key, body);
    return await readCart(world, actor, key);
  },
  "PATCH /v1/cart/lines/:lineId": async ({ world, actor, params, body, request }) => {
    const key = cartKey(actor, request.headers["x-cart-token"]);
    await updateCartLine(world, key, params.lineId, body);
    return await readCart(world, actor, key);
  },
  "DELETE /v1/cart/lines/:lineId": async ({ world, actor, params, request }) => {
    const key = cartKey(actor, request.headers["x-cart-token"]);
    await removeCartLines(world, key, new Set([params.lineId]));
    return await readCart(world, actor, key);
  },
  "POST /v1/cart/merge": async ({ world, actor, request }) => {
    const key = cartKey(actor, undefined);
    const token = request.headers["x-cart-token"];
    if (token !== undefined) await mergeGuestCart(key, guestCartKey(token));
    return await readCart(world, actor, key);
  },
  "GET /v1/cart/best-choice": async ({ world, actor }) =>
    await bestForCart(world, actor, cartKey(actor, undefined)),
  "POST /v1/quotes": async ({ world, actor, body }) => await quoteLines(world, actor, body),
  "POST /v1/quotes/best": async ({ world, actor, body }) => await bestForLines(world, actor, body),
  "POST /v1/orders": async ({ world, actor, body }) => {
    const order = await placeOrder(world, actor, body);
    return viewOrder(world, order);
  },
  "GET /v1/orders": async ({ actor, query }) => await listOwnOrders(actor, query),
  "GET /v1/orders/counts": async ({ actor }) => await countOwnOrders(actor),
  "GET /v1/orders/:orderId": async ({ world, actor, params }) =>
    viewOrder(world, await findOwnOrder(actor, params.orderId)),
  "GET /v1/orders/:orderId/receipt": async ({ actor, params }) =>
    printReceipt(await findOwnOrder(actor, params.orderId)),
  "PATCH /v1/orders/:orderId/address": async ({ world, actor, params, body }) =>
    viewOrder(world, await changeAddress(world, actor, params.orderId, body.address)),
  "POST /v1/orders/:orderId/invoice": async ({ world, actor, params, body }) =>
    viewOrder(world, await askInvoice(world, actor, params.orderId, body)),
  "POST /v1/orders/:orderId/confirm-receipt": async ({ world, actor, params }) =>
    viewOrder(
      world,
      await confirmReceipt(world, actor, params.orderId, { memberId: actor.memberId }),
    ),
  "GET /v1/staff/orders": async ({ world, actor, query }) =>
    await listStaffOrders(world, actor, query),
  "GET /v1/staff/orders/pick-list": async ({ actor, query }) =>
    await readPickList(actor, query.storeId),
  "POST /v1/staff/pickups/lookup": async ({ world, actor, body }) =>
    viewOrderForStaff(world, await findPickup(world, actor, body.code)),
  "GET /v1/staff/orders/:orderId": async ({ world, actor, params }) =>
    viewOrderForStaff(world, await findStaffOrder(actor, params.orderId)),
  "GET /v1/staff/orders/:orderId/price": async ({ actor, params }) =>
    viewPrice(await findStaffOrder(actor, params.orderId)),
  "POST /v1/staff/orders/:orderId/notes": async ({ world, actor, params, body }) =>
    viewOrderForStaff(world, await addInternalNote(world, actor, params.orderId, body.note)),
};

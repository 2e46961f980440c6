import { createHash } from "node:crypto";
import type { Caller } from "../../kernel/actor.ts";
import { isDuplicateKey, rawCollection, transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { CART_LINES_MAX, Carts, type CartLine, type CartRow } from "./cart.model.ts";

const LINE_QUANTITY_MAX = 999;
const GUEST_CART_DAYS = 30;
const TAPS_KEPT = 20;

/**
 * The key of the caller's cart: a member's own, or a visitor's by the token their phone made.
 * @throws malformed for a visitor without a token, forbidden for staff.
 */
export function cartKey(caller: Caller, cartToken: string | undefined): string {
  if (caller.kind === "member") return `member:${caller.memberId}`;
  if (caller.kind === "staff") fail("forbidden", { detail: "员工身份没有购物车" });
  if (cartToken === undefined || !/^[\w-]{20,64}$/.test(cartToken))
    fail("malformed", {
      issues: [{ pointer: "/headers/x-cart-token", detail: "未登录时需要 20–64 位的购物车凭证" }],
    });
  return guestCartKey(cartToken);
}

/** The key of a visitor's cart; the token itself is not stored. */
export function guestCartKey(cartToken: string): string {
  return `guest:${createHash("sha256").update(cartToken).digest("base64url")}`;
}

/** The lines of a cart as they were put in, oldest first; empty when there is none. */
export async function readCartLines(key: string): Promise<readonly CartLine[]> {
  const row = await rawCollection(Carts).findOne({ _id: key });
  return row?.lines ?? [];
}

/**
 * Changes a cart's lines by a pure function of what they are now; a concurrent change makes it run again on the new
 * lines, so that two taps at once both count.
 */
async function changeLines(
  world: World,
  key: string,
  change: (lines: readonly CartLine[]) => readonly CartLine[],
): Promise<void> {
  const carts = rawCollection(Carts);
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const before: CartRow | null = await carts.findOne({ _id: key });
    const lines = [...change(before?.lines ?? [])];
    const expiresAt = key.startsWith("guest:")
      ? new Date(world.clock.now().getTime() + GUEST_CART_DAYS * 86_400_000)
      : null;
    try {
      const revision = before?.revision ?? 0;
      const written = await carts.updateOne(
        { _id: key, revision },
        { $set: { lines, expiresAt, revision: revision + 1 } },
        { upsert: before === null },
      );
      if (written.matchedCount + written.upsertedCount === 1) return;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
  fail("conflict");
}

/**
 * Puts units of a SKU into a cart; the same SKU again adds to its line. The same line id again changes nothing, so a
 * repeated tap over a bad network counts once.
 * @throws cart_full beyond 100 lines.
 */
export async function addCartLine(
  world: World,
  key: string,
  line: { lineId: string; skuId: string; quantity: number },
): Promise<void> {
  const addedAt = world.clock.now();
  await changeLines(world, key, (lines) =>
    add(lines, { ...line, isSelected: true, addedAt, taps: [line.lineId] }),
  );
}

function add(lines: readonly CartLine[], line: CartLine): readonly CartLine[] {
  if (lines.some((present) => present.taps.includes(line.lineId))) return lines;
  const same = lines.find((present) => present.skuId === line.skuId);
  if (same !== undefined) {
    const quantity = Math.min(LINE_QUANTITY_MAX, same.quantity + line.quantity);
    const taps = [...same.taps, line.lineId].slice(-TAPS_KEPT);
    return lines.map((present) =>
      present === same ? { ...present, quantity, taps, isSelected: true } : present,
    );
  }
  if (lines.length >= CART_LINES_MAX)
    fail("cart_full", { detail: `购物车最多 ${CART_LINES_MAX} 种商品` });
  return [...lines, line];
}

/**
 * Changes the quantity of a line or whether it is selected.
 * @throws cart_line_missing
 */
export async function updateCartLine(
  world: World,
  key: string,
  lineId: string,
  change: { quantity?: number | undefined; isSelected?: boolean | undefined },
): Promise<void> {
  await changeLines(world, key, (lines) => {
    if (!lines.some((line) => line.lineId === lineId)) fail("cart_line_missing");
    return lines.map((line) =>
      line.lineId === lineId
        ? {
            ...line,
            quantity: change.quantity ?? line.quantity,
            isSelected: change.isSelected ?? line.isSelected,
          }
        : line,
    );
  });
}

/** Takes lines out of a cart; ids that are not there are no error. */
export async function removeCartLines(
  world: World,
  key: string,
  lineIds: ReadonlySet<string>,
): Promise<void> {
  await changeLines(world, key, (lines) => lines.filter((line) => !lineIds.has(line.lineId)));
}

/**
 * Moves a visitor's cart into a member's after login, once: quantities of the same SKU add up, what does not fit
 * stays out. Repeating it changes nothing, because the visitor's cart is gone.
 */
export async function mergeGuestCart(memberKey: string, guestKey: string): Promise<void> {
  await transaction(async () => {
    const guest = await Carts.findOneAndDelete({ _id: guestKey }).lean();
    if (guest === null || guest.lines.length === 0) return;
    const member = await Carts.findOne({ _id: memberKey }).lean();
    const lines = guest.lines.reduce<readonly CartLine[]>(
      (merged, line) =>
        merged.length >= CART_LINES_MAX && !merged.some((own) => own.skuId === line.skuId)
          ? merged
          : add(merged, line),
      member?.lines ?? [],
    );
    await Carts.updateOne(
      { _id: memberKey },
      { $set: { lines: [...lines], expiresAt: null }, $inc: { revision: 1 } },
      { upsert: true },
    );
  });
}

import { api, Refusal } from "@/lib/api";
import { know, refresh } from "@/lib/query";
import { kept } from "@/lib/storage";
import { createStore } from "@/lib/store";

/** What the shopper wants of a line, not yet confirmed by the server. */
export type LineChange = {
  readonly quantity?: number;
  readonly isSelected?: boolean;
  readonly isRemoved?: true;
};

type Wanted = Readonly<Record<string, LineChange>>;

const WAIT_MS = 350;
const nothing: Wanted = {};

/** Changes by line that the server has not confirmed; they outlive the page, and the app. */
export const wantedChanges = createStore<Wanted>(kept<Wanted>("cart.changes", nothing));

/** Why the last change was not taken; null when it was. */
export const changeError = createStore<unknown>(held<unknown>(null));

function held<Value>(first: Value): { get(): Value; set(value: Value): void } {
  let current = first;
  return { get: () => current, set: (value) => (current = value) };
}

let timer: ReturnType<typeof setTimeout> | null = null;
let running: Promise<void> | null = null;

/** Notes what a line shall be; it is sent a moment after the last tap, as what it shall be and not as a step. */
export function changeLine(lineId: string, change: LineChange): void {
  const wanted = wantedChanges.get();
  wantedChanges.set({ ...wanted, [lineId]: { ...wanted[lineId], ...change } });
  changeError.set(null);
  if (timer !== null) clearTimeout(timer);
  timer = setTimeout(() => void sendChanges(), WAIT_MS);
}

/** Sends what waits, one after the other; what did not arrive stays and is sent the next time. */
export async function sendChanges(): Promise<void> {
  if (timer !== null) clearTimeout(timer);
  timer = null;
  running ??= sendAll().finally(() => (running = null));
  await running;
  void refresh(["GET /v1/cart/best-choice"]);
}

async function sendAll(): Promise<void> {
  for (;;) {
    const [next] = Object.entries(wantedChanges.get());
    if (next === undefined) return;
    const [lineId, change] = next;
    try {
      const cart = await send(lineId, change);
      // Tapped again meanwhile: that is sent next, and this answer is already old.
      if (wantedChanges.get()[lineId] !== change) continue;
      know("GET /v1/cart", cart);
      forget(lineId);
    } catch (error) {
      changeError.set(error);
      if (!(error instanceof Refusal)) return;
      forget(lineId);
      await refresh(["GET /v1/cart"]);
    }
  }
}

async function send(lineId: string, { isRemoved, ...body }: LineChange) {
  const params = { lineId };
  return isRemoved === true
    ? await api("DELETE /v1/cart/lines/:lineId", { params })
    : await api("PATCH /v1/cart/lines/:lineId", { params, body });
}

function forget(lineId: string): void {
  const { [lineId]: _done, ...rest } = wantedChanges.get();
  wantedChanges.set(rest);
}

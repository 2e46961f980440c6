import { randomUUID } from "node:crypto";
import type { Spoil } from "../faults.ts";
import { spoilKinds } from "../faults.ts";
import type { World } from "../world.ts";
import { wrapNotification, type Message } from "./envelope.ts";
import type { Poster } from "./post.ts";

/** One try to deliver a notification. */
export interface Attempt {
  /** Epoch milliseconds of business time. */
  readonly at: number;
  readonly by: "schedule" | "hand";
  readonly fault?: Spoil;
  readonly status?: number;
  readonly answer?: string;
  readonly error?: string;
}

/** A notification with everything that happened to it. */
export interface Notification extends Message {
  readonly outTradeNo: string;
  readonly url: string;
  /**
   * waiting: planned; held: only sent by hand; behind_refund: sent after the order's refund
   * notification; delivered: answered 200 or 204; given_up: the schedule is used up.
   */
  readonly state: "waiting" | "held" | "behind_refund" | "delivered" | "given_up";
  readonly nextAt?: number | undefined;
  /** Tries by the schedule so far. */
  readonly tries: number;
  readonly attempts: readonly Attempt[];
}

/** What a settled order or refund asks to be told. */
export interface Announcement extends Pick<
  Message,
  "event" | "eventType" | "summary" | "resource"
> {
  readonly outTradeNo: string;
  readonly url: string;
  readonly held: boolean;
}

/** Tells merchants what happened, as often as WeChat Pay does. */
export interface Notifier {
  announce(announcement: Announcement): void;
  list(): Iterable<Notification>;
  byId(id: string): Notification | undefined;
  /** Sends one now, whatever its state; `spoil` spoils this send only. */
  sendNow(notification: Notification, spoil: Spoil | undefined): Promise<Attempt>;
}

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

/** Waiting times before each of the 15 repeats, 24 h 4 min in all. */
export const REPEATS: readonly number[] = [
  15 * SECOND,
  15 * SECOND,
  30 * SECOND,
  3 * MINUTE,
  10 * MINUTE,
  20 * MINUTE,
  30 * MINUTE,
  30 * MINUTE,
  30 * MINUTE,
  60 * MINUTE,
  3 * HOUR,
  3 * HOUR,
  3 * HOUR,
  6 * HOUR,
  6 * HOUR,
];

const isAcknowledged = ({ status, fault }: Attempt): boolean =>
  // A spoiled send never counts as told: the genuine one follows on the schedule.
  fault === undefined && (status === 200 || status === 204);

/** Makes the notifier and takes up what a former process left undone. */
export function createNotifier(world: World, poster: Poster): Notifier {
  const { clock, agenda, faults } = world;
  const table = world.journal.table<Notification>("notifications");

  function plan(notification: Notification): void {
    if (notification.state !== "waiting" || notification.nextAt === undefined) return;
    agenda.plan(`notification ${notification.id}`, notification.nextAt, async () =>
      trySchedule(notification.id),
    );
  }

  async function send(
    notification: Notification,
    by: Attempt["by"],
    spoil: Spoil | undefined,
  ): Promise<Attempt> {
    const at = clock.now();
    const spoiled = spoil === undefined ? {} : { fault: spoil };
    if (spoil === "drop") return { at, by, ...spoiled };
    const { headers, body } = wrapNotification(world, notification, spoil);
    return { at, by, ...spoiled, ...(await poster.post(notification.url, headers, body)) };
  }

  /** Writes down tries against the newest record, for it may have changed while they were under way. */
  function record(id: string, tries: readonly Attempt[], after: Partial<Notification>): void {
    const current = table.get(id);
    if (!current) return;
    const told = current.state === "delivered" || tries.some(isAcknowledged);
    const next: Notification = {
      ...current,
      ...after,
      ...(told ? { state: "delivered", nextAt: undefined } : {}),
      attempts: [...current.attempts, ...tries],
    };
    table.put(id, next);
    if (!told) return plan(next);
    agenda.cancel(`notification ${id}`);
    if (next.event === "REFUND") releaseBehind(next.outTradeNo);
  }

  function releaseBehind(outTradeNo: string): void {
    for (const waiting of table.values()) {
      if (waiting.state !== "behind_refund" || waiting.outTradeNo !== outTradeNo) continue;
      const released: Notification = { ...waiting, state: "waiting", nextAt: clock.now() };
      table.put(released.id, released);
      plan(released);
    }
  }

  async function trySchedule(id: string): Promise<void> {
    const notification = table.get(id);
    if (!notification || notification.state !== "waiting") return;
    const { event, outTradeNo } = notification;
    const spoil = faults.takeForNotification(event, outTradeNo, spoilKinds)?.kind;
    const duplicate = faults.takeForNotification(event, outTradeNo, ["duplicate"]);
    const copies = duplicate?.copies ?? 0;
    const startedAt = clock.now();
    const attempts = await Promise.all(
      Array.from({ length: copies + 1 }, async () => send(notification, "schedule", spoil)),
    );
    const wait = REPEATS[notification.tries];
    const tries = notification.tries + 1;
    record(
      id,
      attempts,
      wait === undefined
        ? { tries, state: "given_up", nextAt: undefined }
        : { tries, nextAt: startedAt + wait },
    );
  }

  function firstState(announcement: Announcement): Pick<Notification, "state" | "nextAt"> {
    if (announcement.held) return { state: "held" };
    const { event, outTradeNo } = announcement;
    const fault = faults.takeForNotification(
      event,
      outTradeNo,
      event === "TRANSACTION" ? ["delay", "reorder"] : ["delay"],
    );
    if (fault?.kind === "reorder") return { state: "behind_refund" };
    return {
      state: "waiting",
      nextAt: clock.now() + (fault?.kind === "delay" ? fault.ms : 0),
    };
  }

  for (const notification of table.values()) plan(notification);

  return {
    announce({ held, ...announcement }) {
      const notification: Notification = {
        id: randomUUID(),
        createdAt: clock.now(),
        tries: 0,
        attempts: [],
        ...announcement,
        ...firstState({ held, ...announcement }),
      };
      table.put(notification.id, notification);
      plan(notification);
    },
    list: () => table.values(),
    byId: (id) => table.get(id),
    async sendNow(notification, spoil) {
      const attempt = await send(notification, "hand", spoil);
      record(notification.id, [attempt], {});
      return attempt;
    },
  };
}

import type { World } from "../world.ts";

/** One text as it arrived on a phone. */
export interface SmsMessage {
  readonly id: string;
  /** Eleven digits. */
  readonly phone: string;
  readonly text: string;
  /** The variables of the template, in their order. */
  readonly parameters: readonly string[];
  readonly at: number;
}

/** Every phone's texts together; the newest are kept. */
export interface Inbox {
  add(message: Omit<SmsMessage, "id" | "at">): SmsMessage;
  /** Newest first, of one phone or of all. */
  list(phone?: string): SmsMessage[];
}

const KEPT = 200;

/** Opens the inbox over the journal. */
export function openInbox(world: World): Inbox {
  const table = world.journal.table<SmsMessage>("sms");
  let last = Math.max(0, ...[...table.values()].map(({ id }) => Number(id)));
  return {
    add(message) {
      last += 1;
      const kept = { ...message, id: String(last), at: world.clock.now() };
      table.put(kept.id, kept);
      if (table.size > KEPT)
        for (const { id } of [...table.values()].slice(0, -KEPT)) table.remove(id);
      return kept;
    },
    list: (phone) =>
      [...table.values()]
        .filter((message) => phone === undefined || message.phone === phone)
        .toReversed(),
  };
}

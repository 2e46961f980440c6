import { currentSession, rawCollection } from "../../kernel/db.ts";
import { newId } from "../../kernel/ids.ts";
import type { World } from "../../world.ts";
import { Cases, type CaseRow } from "./case.model.ts";

/** A difference as whoever finds it describes it. */
export type FoundCase = Pick<
  CaseRow,
  | "billDay"
  | "class"
  | "number"
  | "orderId"
  | "storeId"
  | "oursFen"
  | "oursState"
  | "theirsFen"
  | "theirsState"
  | "detail"
>;

/**
 * Opens a case for a difference, once per day, class and number: finding it again changes nothing, not even when it
 * was closed. Joins the caller's transaction when there is one.
 * @returns whether it is new.
 */
export async function openCase(world: World, found: FoundCase): Promise<boolean> {
  const now = world.clock.now();
  const session = currentSession();
  const { billDay, class: kind, number, ...facts } = found;
  const written = await rawCollection(Cases).updateOne(
    { billDay, class: kind, number },
    {
      $setOnInsert: {
        _id: newId("rcn", now),
        ...facts,
        state: "open",
        openedAt: now,
        closedAt: null,
        closedBy: null,
        closeReason: null,
      },
    },
    { upsert: true, ...(session && { session }) },
  );
  if (written.upsertedCount === 1)
    world.log.warn({ billDay, class: kind, number }, "reconciliation case opened");
  return written.upsertedCount === 1;
}

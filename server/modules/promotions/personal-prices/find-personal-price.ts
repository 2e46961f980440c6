import { currentSession, rawCollection } from "../../../kernel/db.ts";
import { fail } from "../../../kernel/errors.ts";
import { PersonalPrices, type PersonalPriceRow } from "./personal-price.model.ts";

/** Reads a personal price. @throws not_found */
export async function findPersonalPrice(personalPriceId: string): Promise<PersonalPriceRow> {
  const session = currentSession();
  const row = await rawCollection(PersonalPrices).findOne(
    { _id: personalPriceId },
    session && { session },
  );
  return row ?? fail("not_found", { detail: "没有这条专属价格" });
}

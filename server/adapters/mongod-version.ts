/** The oldest MongoDB everything in the shop is written for, as its "major.minor". */
export const OLDEST_MONGO = "6.0";

/** Tells whether a MongoDB of this version ("6.0.5", "8.0.29-ent") is new enough for the shop. */
export function isSupportedMongo(version: string): boolean {
  const major = Number.parseInt(version, 10);
  return Number.isInteger(major) && major >= Number.parseInt(OLDEST_MONGO, 10);
}

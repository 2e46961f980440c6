import { briefly } from "../../../kernel/briefly.ts";
import { currentSession, rawCollection } from "../../../kernel/db.ts";
import { fail } from "../../../kernel/errors.ts";
import { CouponTemplates, type CouponTemplateRow } from "./coupon-template.model.ts";

/** What never changes of a template once it was published. */
export type PublishedTemplate = Omit<
  CouponTemplateRow,
  "state" | "version" | "issued" | "issuedOn" | "issuedThatDay"
>;

const KNOWN_MAX = 5_000;
const known = new Map<string, PublishedTemplate>();

/** Published templates by id, from memory: what was published never changes. No command once they are known. */
export async function readPublished(
  templateIds: Iterable<string>,
): Promise<ReadonlyMap<string, PublishedTemplate>> {
  const wanted = new Set(templateIds);
  const missing = [...wanted].filter((templateId) => !known.has(templateId));
  if (missing.length > 0) {
    if (known.size > KNOWN_MAX) known.clear();
    const session = currentSession();
    const rows = await rawCollection(CouponTemplates)
      .find({ _id: { $in: missing }, state: { $ne: "draft" } }, session ? { session } : {})
      .toArray();
    for (const row of rows) known.set(row._id, row);
  }
  return new Map(
    [...wanted].flatMap((templateId) => {
      const template = known.get(templateId);
      return template === undefined ? [] : [[templateId, template]];
    }),
  );
}

/** The id and name of every published template, as they are now. */
export async function readTemplateNames(): Promise<{ templateId: string; name: string }[]> {
  const rows = await rawCollection(CouponTemplates)
    .find({ state: "published" }, { projection: { name: 1 } })
    .toArray();
  return rows.map((row) => ({ templateId: row._id, name: row.name }));
}

/** Of some ids, those of published templates. */
export async function findPublished(templateIds: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set((await readPublished([...templateIds])).keys());
}

const single = briefly(async (templateId) => (await readPublished([templateId])).get(templateId));

/** One published template; thousands who ask at once are told by one read. @throws not_found for drafts too */
export async function mustBePublished(templateId: string): Promise<PublishedTemplate> {
  return known.get(templateId) ?? (await single.get(templateId)) ?? fail("not_found");
}

const byToken = briefly(
  async (token) =>
    (
      await rawCollection(CouponTemplates).findOne(
        { linkToken: token, state: { $ne: "draft" } },
        { projection: { _id: 1 } },
      )
    )?._id ?? null,
);

/** The template of a claim link. @throws not_found */
export async function templateOfLink(token: string): Promise<string> {
  return (await byToken.get(token)) ?? fail("not_found");
}

/** A template as it is now, drafts too. @throws not_found */
export async function readTemplate(templateId: string): Promise<CouponTemplateRow> {
  const session = currentSession();
  const row = await rawCollection(CouponTemplates).findOne(
    { _id: templateId },
    session ? { session } : {},
  );
  return row ?? fail("not_found");
}

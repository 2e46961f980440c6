import type { StaffActor, SystemActor } from "../../../kernel/actor.ts";
import { transaction } from "../../../kernel/db.ts";
import { fail } from "../../../kernel/errors.ts";
import type { World } from "../../../world.ts";
import { recordAction } from "../../audit-trail/index.ts";
import { Categories } from "../categories/category.model.ts";
import { mustHaveMedia } from "../media/must-have-media.ts";
import { Products } from "../products/product.model.ts";
import { HOME, HomePages, type HomeRow } from "./home.model.ts";
import { readHomeRow } from "./read-home.ts";

/**
 * Arranges the home page anew, if it is still as the caller saw it (version 0: never arranged).
 * @throws conflict, malformed naming each picture, product or category that does not exist.
 */
export async function editHome(
  world: World,
  actor: StaffActor | SystemActor,
  input: Omit<HomeRow, "_id">,
): Promise<{ version: number }> {
  const { version: seen, banners, pickProductIds } = input;
  return await transaction(async () => {
    const before = await readHomeRow();
    if (before.version !== seen) fail("conflict");
    await mustHaveMedia(
      banners.map(({ mediaId }, index) => [mediaId, `/banners/${index}/mediaId`]),
    );
    await mustLeadSomewhere(input);
    const version = seen + 1;
    await HomePages.updateOne(
      { _id: HOME },
      { $set: { version, banners, pickProductIds } },
      { upsert: true },
    );
    await recordAction(world, actor, {
      action: "home.edited",
      subject: HOME,
      before: { banners: before.banners, pickProductIds: before.pickProductIds },
      after: { banners, pickProductIds },
      reason: null,
    });
    return { version };
  });
}

async function mustLeadSomewhere({ banners, pickProductIds }: Omit<HomeRow, "_id">): Promise<void> {
  const wanted = [
    ...pickProductIds.map((target, index) => ({ target, pointer: `/pickProductIds/${index}` })),
    ...banners.flatMap(({ productId, categoryId }, index) => [
      ...(productId === null
        ? []
        : [{ target: productId, pointer: `/banners/${index}/productId` }]),
      ...(categoryId === null
        ? []
        : [{ target: categoryId, pointer: `/banners/${index}/categoryId` }]),
    ]),
  ];
  const ids = wanted.map(({ target }) => target);
  const products = await Products.find({ _id: { $in: ids } }, { _id: 1 }).lean();
  const categories = await Categories.find({ _id: { $in: ids } }, { _id: 1 }).lean();
  const known = new Set([...products, ...categories].map(({ _id }) => _id));
  const issues = wanted
    .filter(({ target }) => !known.has(target))
    .map(({ pointer }) => ({ pointer, detail: "商品或分类不存在" }));
  if (issues.length > 0) fail("malformed", { issues });
}

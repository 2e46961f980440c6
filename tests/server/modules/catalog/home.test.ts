import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { readCategories } from "@server/modules/catalog/categories/read-categories.ts";
import { updateCategory } from "@server/modules/catalog/categories/update-category.ts";
import { editHome } from "@server/modules/catalog/home/edit-home.ts";
import { readHome, readHomeRow } from "@server/modules/catalog/home/read-home.ts";
import { addMedia } from "@server/modules/catalog/media/add-media.ts";
import { shelveProduct } from "@server/modules/catalog/products/shelve-product.ts";
import { buildCategory, buildProduct, owner } from "@support/catalog.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld } from "@support/world.ts";

useDatabase();
const world = createTestWorld();

describe("categories", () => {
  test("form two levels in order, without what is hidden", async () => {
    const home = await buildCategory(world, { name: "家居", position: 2 });
    const drinks = await buildCategory(world, { name: "饮品", position: 1 });
    const tea = await buildCategory(world, { name: "茶", parentId: drinks, position: 2 });
    const coffee = await buildCategory(world, { name: "咖啡", parentId: drinks, position: 1 });
    const hidden = await buildCategory(world, { name: "内购", isShown: false });
    await buildCategory(world, { name: "内购茶", parentId: hidden });
    const tree = await readCategories();
    expect(tree.map(({ categoryId }) => categoryId)).toEqual([drinks, home]);
    expect(tree[0]?.children.map(({ categoryId }) => categoryId)).toEqual([coffee, tea]);
    await expect(buildCategory(world, { parentId: tea })).rejects.toMatchObject({
      code: "malformed",
      issues: [{ pointer: "/parentId" }],
    });
    const change = { name: "居家", position: 0, isShown: true, mediaId: null };
    await updateCategory(world, owner, { categoryId: home, version: 1, ...change });
    expect((await readCategories()).map(({ name }) => name)).toEqual(["居家", "饮品"]);
    await expect(
      updateCategory(world, owner, { categoryId: home, version: 1, ...change }),
    ).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("the home page", () => {
  test("shows what staff arranged, in their order, without what went off the shelf", async () => {
    const picture = await sharp({
      create: { width: 960, height: 400, channels: 3, background: "#faf7f2" },
    })
      .png()
      .toBuffer();
    const { mediaId } = await addMedia(world, owner, { dataBase64: picture.toString("base64") });
    const products = [];
    for (const title of ["甲", "乙", "丙"]) products.push(await buildProduct(world, { title }));
    const [a, b, c] = products.map(({ productId }) => productId) as [string, string, string];
    const banner = { title: "春茶到店", subtitle: null, mediaId, productId: b, categoryId: null };
    expect((await readHomeRow()).version).toBe(0);
    const arranged = { banners: [banner], pickProductIds: [c, a, b] };
    expect(await editHome(world, owner, { version: 0, ...arranged })).toEqual({ version: 1 });
    await shelveProduct(world, owner, {
      productId: a,
      version: products[0]?.version ?? 0,
      isOnShelf: false,
    });
    const home = await readHome();
    expect(home.picks.map(({ productId }) => productId)).toEqual([c, b]);
    expect(home.news.map(({ title }) => title).toSorted()).toEqual(["丙", "乙"].toSorted());
    expect(home.banners).toMatchObject([
      { title: "春茶到店", pictureUrl: `/v1/media/${mediaId}/960`, productId: b },
    ]);
    await expect(editHome(world, owner, { version: 0, ...arranged })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  test("leads nowhere that does not exist", async () => {
    const { version } = await readHomeRow();
    const gone = "prd_01JBXG0000000000000000GONE";
    await expect(
      editHome(world, owner, { version, banners: [], pickProductIds: [gone] }),
    ).rejects.toMatchObject({ code: "malformed", issues: [{ pointer: "/pickProductIds/0" }] });
    expect((await readHomeRow()).version).toBe(version);
  });
});

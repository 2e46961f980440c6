import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { shanghaiDay } from "@server/kernel/calendar.ts";
import { Categories } from "@server/modules/catalog/categories/category.model.ts";
import { readHome } from "@server/modules/catalog/home/read-home.ts";
import { Media } from "@server/modules/catalog/media/media.model.ts";
import { readMedia } from "@server/modules/catalog/media/read-media.ts";
import { Products } from "@server/modules/catalog/products/product.model.ts";
import { readProduct } from "@server/modules/catalog/products/read-product.ts";
import { searchProducts } from "@server/modules/catalog/products/search-products.ts";
import { logInStaff } from "@server/modules/identity/log-in-staff.ts";
import { Stock } from "@server/modules/inventory/stock.model.ts";
import { findOrCreateMember } from "@server/modules/members/index.ts";
import { Members } from "@server/modules/members/member.model.ts";
import { Purchases } from "@server/modules/purchases/index.ts";
import { readStanding, Standings } from "@server/modules/tiers/index.ts";
import { MemberNotes, MemberTags } from "@server/modules/member-records/member-record.model.ts";
import { listTags } from "@server/modules/member-records/set-tags.ts";
import { readShop } from "@server/modules/settings/read-shop.ts";
import { auditChecks } from "@server/audit.ts";
import { demoOwner, demoPeople, demoShopper, demoStaff } from "@server/seed/demo-people.ts";
import { seed } from "@server/seed/seed.ts";
import { DEMO, SeedStates } from "@server/seed/seed-state.model.ts";
import { buildProduct } from "@support/catalog.ts";
import { useDatabase } from "@support/database.ts";
import { createTestWorld, testConfig } from "@support/world.ts";

useDatabase();

/** The settings of a demo shop: the demo passwords are not what is tested here. */
const world = createTestWorld({ at: "2026-11-22T03:00:00.000Z" });
const run = async () => {
  const lines: string[] = [];
  const { people } = await seed(world, { log: (line) => lines.push(line) });
  return { people, lines };
};

/** Everything that must be the same every time: what is sold, who buys, and what they bought; no ids. */
async function content() {
  const products = await Products.find({}, { _id: 0, title: 1, words: 1, soldCount: 1 })
    .sort({ title: 1 })
    .lean();
  const purchases = await Purchases.find({}, { _id: 0, externalId: 1, at: 1, netFen: 1 })
    .sort({ externalId: 1 })
    .lean();
  const members = await Members.find({}, { _id: 0, displayName: 1, birthday: 1, createdAt: 1 })
    .sort({ createdAt: 1, externalId: 1 })
    .lean();
  const levels = await Standings.aggregate<{ _id: number; count: number }>([
    { $group: { _id: "$level", count: { $sum: 1 } } },
    { $sort: { _id: 1 } },
  ]);
  return { products, purchases, members, levels };
}

test("leaves another shop alone", async () => {
  const other = await buildProduct(world, { title: "别人的商品" });
  expect(await run()).toEqual({ people: [], lines: ["库里已有别的店，不放入演示内容"] });
  expect(await Products.countDocuments()).toBe(1);
  await Products.deleteOne({ _id: other.productId });
});

test("is not for production", async () => {
  const config = { ...testConfig(), isProduction: true };
  await expect(seed({ ...world, config }, { log: () => undefined })).rejects.toThrow("生产环境");
});

describe("the demo shop", () => {
  test("is the same every time, and a cut-off run is cleared and done again", async () => {
    // A run that was cut off: it had begun, and something was there.
    await SeedStates.create([{ _id: DEMO, startedAt: world.clock.now(), endedAt: null }]);
    await buildProduct(world, { title: "半途的商品" });
    const { people, lines } = await run();
    expect(people).toBe(demoPeople);
    expect(lines[0]).toBe("上次没有放完，清空后重来");
    expect(lines).toHaveLength(7);
    const first = await content();
    expect(first.products.map(({ title }) => title)).not.toContain("半途的商品");
    await SeedStates.updateOne({ _id: DEMO }, { $set: { endedAt: null } });
    await run();
    expect(await content()).toEqual(first);
  }, 120_000);

  test("is put in once", async () => {
    const before = await content();
    expect(await run()).toEqual({
      people: demoPeople,
      lines: ["演示内容已经在了，不再重复放入"],
    });
    expect(await content()).toEqual(before);
  });

  test("has at least 60 goods in six categories, each with a picture, prices for four tiers, cost and weight", async () => {
    const products = await Products.find().lean();
    expect(products.length).toBeGreaterThanOrEqual(60);
    expect(await Categories.countDocuments({ parentId: null })).toBe(6);
    const pictured = await Media.find({}, { _id: 1 }).lean();
    const known = new Set(pictured.map(({ _id }) => _id));
    for (const { title, mediaIds, skus, description, isOnShelf } of products) {
      expect({ title, isOnShelf, hasText: (description ?? "").length > 15 }).toEqual({
        title,
        isOnShelf: true,
        hasText: true,
      });
      expect(mediaIds.length).toBeGreaterThan(0);
      expect(mediaIds.filter((mediaId) => !known.has(mediaId))).toEqual([]);
      for (const { listPriceFen, costFen, memberPricesFen, weightGrams } of skus) {
        expect(costFen).toBeGreaterThan(0);
        expect(costFen).toBeLessThan(listPriceFen);
        expect(weightGrams).toBeGreaterThan(0);
        const ladder = [listPriceFen, ...Object.values(memberPricesFen)];
        expect(ladder).toEqual(ladder.toSorted((a, b) => b - a));
        expect([1, 5]).toContain(ladder.length);
      }
    }
  });

  test("shows pictures that are there in all widths", async () => {
    const [row] = await Media.find({}, { _id: 1 }).limit(1).lean();
    for (const width of ["240", "480", "960"] as const) {
      const found = await sharp(await readMedia(row?._id ?? "", width)).metadata();
      expect(found).toMatchObject({ format: "webp", width: Number(width) });
    }
  });

  test("knows its people: tags and notes for the merchant view", async () => {
    expect(await listTags()).toContain("爱送礼");
    expect(await MemberNotes.countDocuments()).toBe(5);
    const shopper = await Members.findOne({ displayName: demoShopper.name }).lean();
    expect(await MemberTags.findById(shopper?._id).lean()).toMatchObject({ version: 1 });
  });

  test("has a home page, search and stock in both stores", async () => {
    const home = await readHome();
    expect(home.banners).toHaveLength(3);
    expect(home.categories.map(({ name }) => name)[0]).toBe("茶饮咖啡");
    expect(home.categories.every(({ children }) => children.length > 1)).toBe(true);
    expect(home.picks).toHaveLength(10);
    expect(home.news).toHaveLength(8);
    const { hotWords } = await readShop(world);
    expect(hotWords).toHaveLength(8);
    for (const q of hotWords)
      expect((await searchProducts({ q, limit: 1 })).items, q).toHaveLength(1);
    const found = await searchProducts({ q: "拿铁", limit: 10 });
    expect(found.items.map(({ title }) => title).toSorted()).toEqual(
      ["柿柿如意拿铁", "桂花酒酿拿铁"].toSorted(),
    );
    const { skus } = await readProduct(found.items[0]?.productId ?? "");
    expect(skus.every(({ available }) => available > 100)).toBe(true);
    expect((await Stock.distinct("storeId")).length).toBe(2);
  });

  test("remembers two years of purchases that end before today and stay on the shelf", async () => {
    const today = shanghaiDay(world.clock.now());
    const days = (await Purchases.distinct("day")).toSorted();
    expect(days[0]?.startsWith("2024-11")).toBe(true);
    expect((days.at(-1) ?? today) < today).toBe(true);
    expect(await Purchases.countDocuments()).toBeGreaterThanOrEqual(2_500);
    const levels = (await content()).levels.map(({ _id }) => _id);
    expect(levels).toEqual(expect.arrayContaining([0, 1, 2, 3]));
  });

  test("has a shopper who is one purchase from the next tier", async () => {
    const { memberId, isNew } = await findOrCreateMember(world, {
      openid: demoShopper.openid,
      unionid: null,
    });
    expect(isNew).toBe(false);
    const standing = await readStanding(world, memberId);
    expect(standing).toMatchObject({ level: 1, tierName: "常客", growth: 1_876 });
    const member = await Members.findById(memberId).lean();
    expect(member).toMatchObject({ displayName: demoShopper.name, phoneMasked: "199****0001" });
    expect(member?.joinedAt).not.toBeNull();
  });

  test("lets its staff in", async () => {
    for (const { login, password } of [demoOwner, demoStaff])
      expect(await logInStaff(world, { login, password, userAgent: "test" })).toHaveProperty(
        "token",
      );
  });

  test("holds what the audit recounts", async () => {
    for (const check of auditChecks) {
      const { violations } = await check.run();
      expect({ code: check.code, violations }).toEqual({ code: check.code, violations: [] });
    }
  });
});

import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasChineseFont } from "@server/kernel/draw-poster.ts";
import { Products } from "@server/modules/catalog/products/product.model.ts";
import { Scenes } from "@server/modules/scenes/scene.model.ts";
import { useDatabase } from "@support/database.ts";
import { startShop, type TestShop } from "@support/shop.ts";

useDatabase();

let shop: TestShop;
let productId: string;

beforeAll(async () => {
  shop = await startShop();
  productId = (await Products.findOne().lean())?._id ?? "";
});
afterAll(async () => {
  await shop.stop();
});

const ask = async (id: string, known?: string) => {
  const answer = await fetch(`${shop.url}/v1/products/${id}/poster`, {
    headers: known === undefined ? {} : { "If-None-Match": known, "Cache-Control": "max-age=0" },
  });
  return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
};
const codes = (): number =>
  shop.logLines.filter((line) => line.includes("getwxacodeunlimit")).length;

describe("the poster of a product", () => {
  it("is a JPEG with picture, words and code, drawn once for everybody who asks at the same time", async () => {
    const before = codes();
    const [first, second] = await Promise.all([ask(productId), ask(productId)]);
    expect(first.answer.status).toBe(200);
    expect(first.answer.headers.get("content-type")).toBe("image/jpeg");
    expect(second.bytes.equals(first.bytes)).toBe(true);
    expect(codes()).toBe(before + 1);
    expect(await sharp(first.bytes).metadata()).toMatchObject({
      format: "jpeg",
      width: 750,
      height: 1_120,
    });
    const inkOf = async (left: number, top: number, width: number, height: number) =>
      (await sharp(first.bytes).extract({ left, top, width, height }).stats()).entropy;
    expect(await inkOf(510, 880, 210, 210), "the code").toBeGreaterThan(0.5);
    expect(await inkOf(30, 940, 400, 70), "the price").toBeGreaterThan(0.5);
    if (await hasChineseFont())
      expect(await inkOf(30, 740, 600, 60), "the title").toBeGreaterThan(0.3);
  });

  it("carries a code that leads to the product", async () => {
    await ask(productId);
    const [scene] = await Scenes.find({ targetId: productId }).lean();
    expect(await shop.call("GET", `/v1/scenes/${scene?._id ?? ""}`)).toMatchObject({
      status: 200,
      body: { page: "product", id: productId },
    });
  });

  it("is not sent again to who has it, and changes when the product does", async () => {
    const { answer } = await ask(productId);
    const etag = answer.headers.get("etag") ?? "";
    const again = await ask(productId, etag);
    expect(again.answer.status).toBe(304);
    expect(again.bytes.length).toBe(0);
    await Products.updateOne({ _id: productId }, { $set: { title: "另一个名字 & <更长>" } });
    const changed = await ask(productId, etag);
    expect(changed.answer.status).toBe(200);
    expect(changed.answer.headers.get("etag")).not.toBe(etag);
  });

  it("waits for WeChat to come back when there is no code, and is drawn then", async () => {
    await Products.updateOne({ _id: productId }, { $set: { title: "码还没有来" } });
    await shop.wechat.control("POST", "/faults", {
      on: "request",
      path: "/wxa/getwxacodeunlimit",
      kind: "errcode",
      errcode: 45009,
    });
    expect((await ask(productId)).answer.status).toBe(429);
    expect((await ask(productId)).answer.status).toBe(200);
  });

  it("is not there for what is off the shelf or unknown", async () => {
    await Products.updateOne({ _id: productId }, { $set: { isOnShelf: false } });
    expect((await ask(productId)).answer.status).toBe(404);
    expect((await ask("prd_01JBXG00000000000000000000")).answer.status).toBe(404);
  });
});

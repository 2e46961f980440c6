import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signCall } from "@server/kernel/signature.ts";
import { useDatabase } from "@support/database.ts";
import { startShop, type TestShop } from "@support/shop.ts";

useDatabase();

let shop: TestShop;

beforeAll(async () => {
  shop = await startShop();
});
afterAll(async () => {
  await shop.stop();
});

describe("a shop without any cloud function", () => {
  it("sells, is told by WeChat and draws posters all the same", async () => {
    expect(shop.world.config).toMatchObject({
      cloudFunctionSecret: null,
      wechat: { gatewayEnv: null },
    });
    const shopper = await shop.loginShopper();
    const { id } = await shop.placeOrder(shopper);
    await shop.pay(shopper, id);
    await expect
      .poll(async () => (await shop.call("GET", `/v1/orders/${id}`, shopper)).body["paymentState"])
      .toBe("paid");
    const { body } = await shop.call<{ items: { productId: string }[] }>("GET", "/v1/products");
    const poster = await fetch(`${shop.url}/v1/products/${body.items[0]?.productId ?? ""}/poster`);
    expect(poster.status).toBe(200);
    await poster.arrayBuffer();
    await shop.wechat.control("POST", "/message-push", { url: `${shop.url}/v1/wechat/messages` });
    expect(await shop.wechat.control("POST", "/messages", { Event: "debug_demo" })).toEqual({
      tries: [{ status: 200, answer: "success" }],
    });
  });

  it("has no door for them, not even for a signature", async () => {
    for (const path of ["/internal/jobs/tick", "/internal/wechat/messages"]) {
      const text = JSON.stringify({ call: "jobs.tick", key: "tick:2026-03-10" });
      const signed = signCall("", text, new Date());
      const answer = await shop.call("POST", path, {
        headers: {
          "X-Nuandian-Timestamp": signed.timestamp,
          "X-Nuandian-Nonce": signed.nonce,
          "X-Nuandian-Signature": signed.signature,
        },
        body: JSON.parse(text),
      });
      expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
    }
  });
});

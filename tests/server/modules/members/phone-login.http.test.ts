import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSms } from "@server/adapters/sms-tencent.ts";
import { newId } from "@server/kernel/ids.ts";
import { rawCollection } from "@server/kernel/db.ts";
import { hasOrders } from "@server/modules/orders/has-orders.ts";
import { hasExchanges } from "@server/modules/points-mall/has-exchanges.ts";
import { MallExchanges } from "@server/modules/points-mall/mall-exchange.model.ts";
import { Identities, Members } from "@server/modules/members/member.model.ts";
import { findOrCreateImportedMembers } from "@server/modules/members/index.ts";
import { PhoneCodes } from "@server/modules/members/phone/phone-code.model.ts";
import { consentTexts } from "@server/modules/members/consent.model.ts";
import { useDatabase } from "@support/database.ts";
import { startShop, type Answer, type TestShop } from "@support/shop.ts";

useDatabase();

const MINUTE = 60_000;
const consentVersion = consentTexts.membership.version;
type Grant = { token: string; memberId: string; isNew: boolean; code: string };
type Me = { memberId: string; hasWechat: boolean; isMember: boolean; phoneMasked: string | null };

let shop: TestShop;
let phone: string;
let drawn = 0;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(async () => {
  await shop.stop();
});
beforeEach(() => {
  drawn += 1;
  phone = `1990001${drawn.toString().padStart(4, "0")}`;
});

const ask = async (to = phone) =>
  await shop.call<{ code?: string; expiresAt: string; retryAfterSeconds: number }>(
    "POST",
    "/v1/phone-codes",
    { body: { phone: to } },
  );

async function textsTo(to = phone): Promise<{ text: string; parameters: string[] }[]> {
  const path = `/sms/messages?phone=${to}`;
  return (
    await shop.wechat.control<{ messages: { text: string; parameters: string[] }[] }>("GET", path)
  ).messages;
}

async function codeFor(to = phone): Promise<string> {
  expect(await ask(to)).toMatchObject({ status: 202 });
  return (await textsTo(to))[0]?.parameters[0] ?? "";
}

const logIn = async (code: string, parts: object = { consentVersion }): Promise<Answer<Grant>> =>
  await shop.call<Grant>("POST", "/v1/sessions/phone", { body: { phone, code, ...parts } });

const meOf = async (token: string) => (await shop.call<Me>("GET", "/v1/me", { token })).body;

const wrongCode = (code: string) => (code === "000000" ? "000001" : "000000");

describe("a code by text", () => {
  it("comes to the phone, tells nobody whether the phone is known, and is stored as a digest", async () => {
    const code = await codeFor();
    expect(code).toMatch(/^\d{6}$/);
    const stored = JSON.stringify(await PhoneCodes.find().lean());
    expect(stored).not.toContain(phone);
    expect(stored).not.toContain(`"${code}"`);
    const unknown = await logIn(code);
    expect(unknown.status).toBe(201);
    await shop.advance(2 * MINUTE);
    const known = await ask();
    expect(known.status).toBe(202);
    expect(Object.keys(known.body)).toEqual(["expiresAt", "retryAfterSeconds"]);
    expect(shop.logLines.join("\n")).not.toContain(phone);
  });

  it("comes once a minute and ten times a day", async () => {
    await codeFor();
    expect(await ask()).toMatchObject({ status: 429, body: { code: "rate_limited" } });
    for (let more = 2; more <= 10; more += 1) {
      await shop.advance(MINUTE);
      expect((await ask()).status).toBe(202);
    }
    await shop.advance(MINUTE);
    expect(await ask()).toMatchObject({ status: 429, body: { code: "rate_limited" } });
    expect(await textsTo()).toHaveLength(10);
  });

  it("is good once, also when it is shown many times at once", async () => {
    const code = await codeFor();
    const answers = await Promise.all([logIn(code), logIn(code), logIn(code), logIn(code)]);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await logIn(code)).toMatchObject({ status: 422, body: { code: "phone_code_wrong" } });
    expect(await Members.countDocuments({ phoneMasked: `199****${phone.slice(-4)}` })).toBe(1);
  });

  it("is good for five minutes", async () => {
    const code = await codeFor();
    await shop.advance(5 * MINUTE + 1_000);
    expect(await logIn(code)).toMatchObject({ status: 422, body: { code: "phone_code_wrong" } });
  });

  it("is worth nothing after five guesses, and a newer one takes its place", async () => {
    const code = await codeFor();
    for (let guess = 1; guess <= 5; guess += 1)
      expect((await logIn(wrongCode(code))).status).toBe(422);
    expect(await logIn(code)).toMatchObject({ status: 422, body: { code: "phone_code_wrong" } });
    await shop.advance(MINUTE);
    const second = await codeFor();
    expect((await logIn(second)).status).toBe(201);
  });

  it("of one phone does not open another", async () => {
    const other = "19911112222";
    const code = await codeFor(other);
    await codeFor();
    expect(await logIn(code)).toMatchObject({ status: 422, body: { code: "phone_code_wrong" } });
  });
});

describe("logging in by phone", () => {
  it("lets anybody read what they would agree to, with its version", async () => {
    const { body } = await shop.call<{
      items: { purpose: string; text: string; version: string }[];
    }>("GET", "/v1/consents");
    expect(body.items.map(({ purpose }) => purpose)).toContain("membership");
    const { title, text, version } = consentTexts.membership;
    expect(body.items).toContainEqual({ purpose: "membership", title, text, version });
  });

  it("asks who is not a member yet to agree first, and the code stays good for it", async () => {
    const code = await codeFor();
    const refused = await logIn(code, {});
    expect(refused).toMatchObject({ status: 422, body: { code: "consent_required" } });
    const outdated = await logIn(code, { consentVersion: "2001-01" });
    expect(outdated).toMatchObject({ status: 422, body: { code: "consent_required" } });
    const granted = await logIn(code);
    expect(granted).toMatchObject({ status: 201, body: { isNew: true } });
    expect(await meOf(granted.body.token)).toMatchObject({
      hasWechat: false,
      isMember: true,
      phoneMasked: `199****${phone.slice(-4)}`,
    });
    const consents = await shop.call<{ items: { purpose: string; isGranted: boolean }[] }>(
      "GET",
      "/v1/me/consents",
      { token: granted.body.token },
    );
    expect(consents.body.items[0]).toMatchObject({ purpose: "membership", isGranted: true });
  });

  it("finds the member of the phone, who needs not agree again", async () => {
    const first = await logIn(await codeFor());
    await shop.advance(MINUTE);
    const second = await logIn(await codeFor(), {});
    expect(second).toMatchObject({ status: 201, body: { isNew: false } });
    expect(second.body.memberId).toBe(first.body.memberId);
  });

  it("makes an imported record of this phone the shopper's own, once they agree", async () => {
    const [person] = await findOrCreateImportedMembers(shop.world, [
      { phone, externalId: null, name: "沈知夏" },
    ]);
    const code = await codeFor();
    expect((await logIn(code, {})).body.code).toBe("consent_required");
    const granted = await logIn(code);
    expect(granted.body).toMatchObject({ memberId: person?.memberId, isNew: false });
    expect(await meOf(granted.body.token)).toMatchObject({ isMember: true });
    await shop.audit();
  });

  it("is told when no texts can be sent", async () => {
    await expect(
      createSms({ sms: null }, shop.world.log).sendCode(phone, "123456"),
    ).rejects.toMatchObject({ code: "sms_unavailable" });
    await shop.wechat.control("POST", "/faults", {
      on: "request",
      path: "/",
      kind: "status",
      status: 500,
    });
    expect(await ask()).toMatchObject({ status: 503, body: { code: "sms_unavailable" } });
  });
});

async function byPhone() {
  const { body } = await logIn(await codeFor());
  return body;
}

async function wechatCode(openid: string): Promise<string> {
  return (await shop.wechat.control<{ code: string }>("POST", "/codes", { openid })).code;
}

const bind = async (token: string, openid: string) =>
  await shop.call<Me & { code: string }>("POST", "/v1/me/wechat", {
    token,
    body: { code: await wechatCode(openid) },
  });

const openidOf = (name: string) => `oBind${name.padStart(23, "0")}`;

describe("binding WeChat to a phone account", () => {
  it("lets it pay an order that was placed before, with the same session", async () => {
    const { token, memberId } = await byPhone();
    const openid = openidOf("pays");
    const shopper = { token, memberId, openid };
    const order = await shop.placeOrder(shopper);
    const path = `/v1/orders/${order.id}/payment`;
    expect(await shop.call("POST", path, { token })).toMatchObject({
      status: 422,
      body: { code: "wechat_needed" },
    });
    expect(
      await shop.call("PATCH", "/v1/me", { token, body: { displayName: "小夏" } }),
    ).toMatchObject({ status: 422, body: { code: "wechat_needed" } });
    expect(await bind(token, openid)).toMatchObject({ status: 200, body: { hasWechat: true } });
    expect(await bind(token, openid)).toMatchObject({ status: 200, body: { memberId } });
    await shop.pay(shopper, order.id);
    await expect
      .poll(async () => (await shop.call("GET", `/v1/orders/${order.id}`, { token })).body, {
        timeout: 10_000,
      })
      .toMatchObject({ paymentState: "paid" });
    expect(
      (await shop.call("PATCH", "/v1/me", { token, body: { displayName: "小夏" } })).status,
    ).toBe(200);
    await shop.audit();
  });

  it("takes in the empty record that this WeChat account had, and ends its sessions", async () => {
    const shell = await shop.loginShopper();
    await shop.call("POST", "/v1/me/addresses", {
      token: shell.token,
      body: {
        name: "苏晚晴",
        phone: "19900000001",
        province: "浙江省",
        city: "杭州市",
        district: "西湖区",
        detail: "文三路 1 号",
        isDefault: true,
      },
    });
    const { token, memberId } = await byPhone();
    expect(await bind(token, shell.openid)).toMatchObject({ status: 200, body: { memberId } });
    expect((await shop.call("GET", "/v1/me", { token: shell.token })).status).toBe(401);
    const book = await shop.call<{ items: unknown[] }>("GET", "/v1/me/addresses", { token });
    expect(book.body.items).toHaveLength(1);
    const again = await shop.call<Grant>("POST", "/v1/sessions", {
      body: { code: await wechatCode(shell.openid) },
    });
    expect(again.body).toMatchObject({ memberId, isNew: false });
    await shop.audit();
  });

  it("is refused for an account that has swapped points for a coupon", async () => {
    const shell = await shop.loginShopper();
    expect(await hasExchanges(shell.memberId)).toBe(false);
    const at = shop.world.clock.now();
    const exchange = { mallItemId: newId("pmi", at), title: "券", points: 1, couponId: "", at };
    await rawCollection(MallExchanges).insertOne({
      _id: newId("pmx", at),
      memberId: shell.memberId,
      ...exchange,
    });
    expect(await hasOrders(shell.memberId)).toBe(false);
    const { token } = await byPhone();
    expect(await bind(token, shell.openid)).toMatchObject({
      status: 409,
      body: { code: "wechat_taken" },
    });
    await MallExchanges.deleteMany({ memberId: shell.memberId });
  });

  it("is refused for an account that has a phone, or orders, or when there is another one", async () => {
    const buyer = await shop.loginShopper();
    await shop.placeOrder(buyer);
    const { token } = await byPhone();
    expect(await bind(token, buyer.openid)).toMatchObject({
      status: 409,
      body: { code: "wechat_taken" },
    });
    phone = "19922223333";
    const other = await byPhone();
    const own = openidOf("other");
    expect((await bind(other.token, own)).status).toBe(200);
    expect(await bind(token, own)).toMatchObject({ status: 409, body: { code: "wechat_taken" } });
    expect(await bind(other.token, openidOf("second"))).toMatchObject({
      status: 409,
      body: { code: "conflict" },
    });
    expect(await Identities.countDocuments({ memberId: other.memberId })).toBe(1);
    await shop.audit();
  });
});

describe("binding a phone in WeChat that has logged in by itself before", () => {
  const bindPhone = async (token: string) => {
    await shop.call("PUT", "/v1/me/consents", {
      token,
      body: { purpose: "membership", version: consentVersion, isGranted: true },
    });
    const { code } = await shop.wechat.control<{ code: string }>("POST", "/phone-codes", { phone });
    return await shop.call<Me & { code: string }>("POST", "/v1/me/phone", {
      token,
      body: { code },
    });
  };

  it("goes on as the one with orders: both sessions are the same person's from now on", async () => {
    const account = await byPhone();
    await shop.placeOrder({ ...account, openid: "" });
    const shell = await shop.loginShopper();
    expect(await bindPhone(shell.token)).toMatchObject({
      status: 200,
      body: { memberId: account.memberId, hasWechat: true, isMember: true },
    });
    for (const token of [account.token, shell.token]) {
      expect(await meOf(token)).toMatchObject({ memberId: account.memberId, hasWechat: true });
      const orders = await shop.call<{ items: unknown[] }>("GET", "/v1/orders", { token });
      expect(orders.body.items).toHaveLength(1);
    }
    await shop.audit();
  });

  it("takes in the one without orders", async () => {
    const account = await byPhone();
    const buyer = await shop.loginShopper();
    await shop.placeOrder(buyer);
    expect(await bindPhone(buyer.token)).toMatchObject({
      status: 200,
      body: { memberId: buyer.memberId },
    });
    expect(await meOf(account.token)).toMatchObject({ memberId: buyer.memberId });
    await shop.audit();
  });

  it("is refused when both have orders: nothing is moved", async () => {
    const account = await byPhone();
    await shop.placeOrder({ ...account, openid: "" });
    const buyer = await shop.loginShopper();
    await shop.placeOrder(buyer);
    expect(await bindPhone(buyer.token)).toMatchObject({
      status: 409,
      body: { code: "phone_taken" },
    });
    expect(await meOf(buyer.token)).toMatchObject({ memberId: buyer.memberId, phoneMasked: null });
    await shop.audit();
  });
});

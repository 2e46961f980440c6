import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@server/kernel/ids.ts";
import { AddressBooks } from "@server/modules/addresses/address-book.model.ts";
import { joinAddressBooks } from "@server/modules/addresses/join-address-books.ts";
import { buildMember } from "@support/actors.ts";
import { useDatabase } from "@support/database.ts";
import { startShop, type TestShop } from "@support/shop.ts";

useDatabase();

type Kept = { addressId: string; detail: string; isDefault: boolean };

let shop: TestShop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(async () => {
  await shop.stop();
});

const address = (detail: string, isDefault = false) => ({
  name: "苏晚晴",
  phone: "19900000001",
  province: "浙江省",
  city: "杭州市",
  district: "西湖区",
  detail,
  isDefault,
});

async function reader() {
  const { token, memberId } = await buildMember(shop.world);
  return {
    token,
    memberId,
    add: async (detail: string, isDefault = false) =>
      await shop.call<Kept>("POST", "/v1/me/addresses", {
        token,
        body: address(detail, isDefault),
      }),
    list: async () =>
      (await shop.call<{ items: Kept[] }>("GET", "/v1/me/addresses", { token })).body.items,
  };
}

const briefly = (items: readonly Kept[]) =>
  items.map(({ detail, isDefault }) => `${detail}${isDefault ? " *" : ""}`);

describe("the address book", () => {
  it("keeps what its owner wrote, whole, and at rest nothing of it can be read", async () => {
    const me = await reader();
    const added = await me.add("文三路 1 号");
    expect(added).toMatchObject({ status: 201, body: address("文三路 1 号", true) });
    expect(await me.list()).toEqual([added.body]);
    const stored = JSON.stringify(await AddressBooks.findById(me.memberId).lean());
    for (const part of ["苏晚晴", "19900000001", "浙江", "杭州", "西湖", "文三路"])
      expect(stored).not.toContain(part);
  });

  it("has one default, first in the list, whatever is added, changed or removed", async () => {
    const me = await reader();
    const first = await me.add("一");
    const second = await me.add("二");
    expect(briefly(await me.list())).toEqual(["一 *", "二"]);
    await me.add("三", true);
    expect(briefly(await me.list())).toEqual(["三 *", "一", "二"]);
    const changed = await shop.call("PUT", `/v1/me/addresses/${second.body.addressId}`, {
      token: me.token,
      body: address("二之一", true),
    });
    expect(changed).toMatchObject({ status: 200, body: { detail: "二之一", isDefault: true } });
    expect(briefly(await me.list())).toEqual(["二之一 *", "三", "一"]);
    const removed = await shop.call("DELETE", `/v1/me/addresses/${second.body.addressId}`, {
      token: me.token,
    });
    expect(removed.status).toBe(204);
    expect(briefly(await me.list())).toEqual(["三 *", "一"]);
    await shop.call("PUT", `/v1/me/addresses/${first.body.addressId}`, {
      token: me.token,
      body: address("一", false),
    });
    expect(briefly(await me.list())).toEqual(["三 *", "一"]);
  });

  it("keeps the same address once, however often it is sent", async () => {
    const me = await reader();
    const answers = await Promise.all([me.add("一"), me.add("一"), me.add("一")]);
    expect(new Set(answers.map(({ body }) => body.addressId)).size).toBe(1);
    await me.add("二");
    await me.add("二", true);
    expect(briefly(await me.list())).toEqual(["二 *", "一"]);
  });

  it("holds twenty, also when thirty come at once", async () => {
    const me = await reader();
    const answers = await Promise.all(
      Array.from({ length: 30 }, async (_, at) => await me.add(`第 ${at} 号`)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(answers.filter(({ status }) => status !== 201).map(({ body }) => body)).toEqual(
      Array.from({ length: 10 }, () => expect.objectContaining({ code: "address_book_full" })),
    );
    const items = await me.list();
    expect(items).toHaveLength(20);
    expect(items.filter(({ isDefault }) => isDefault)).toHaveLength(1);
  });

  it("is nobody else's", async () => {
    const [me, other] = [await reader(), await reader()];
    const { body } = await me.add("一");
    for (const [method, content] of [
      ["PUT", address("改")],
      ["DELETE", undefined],
    ] as const) {
      const answer = await shop.call(method, `/v1/me/addresses/${body.addressId}`, {
        token: other.token,
        ...(content !== undefined && { body: content }),
      });
      expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
    }
    expect(await other.list()).toEqual([]);
    expect(briefly(await me.list())).toEqual(["一 *"]);
  });

  it("refuses what is no mainland address, with a pointer each", async () => {
    const { token } = await reader();
    const answer = await shop.call<{ errors: { pointer: string }[] }>("POST", "/v1/me/addresses", {
      token,
      body: { ...address("一"), phone: "123", province: "火星省" },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map(({ pointer }) => pointer).toSorted()).toEqual([
      "/phone",
      "/province",
    ]);
  });

  it("goes along when two records turn out to be one person, twenty in all", async () => {
    const [from, to] = [await reader(), await reader()];
    await from.add("旧一");
    await from.add("旧二");
    for (let at = 1; at <= 19; at += 1) await to.add(`第 ${at} 号`);
    await joinAddressBooks(shop.world, from.memberId, to.memberId);
    const items = await to.list();
    expect(items).toHaveLength(20);
    expect(briefly(items)[0]).toBe("第 1 号 *");
    expect(briefly(items).at(-1)).toBe("旧一");
    expect(await from.list()).toEqual([]);
    await joinAddressBooks(shop.world, newId("mem", shop.world.clock.now()), to.memberId);
    expect(await to.list()).toEqual(items);
  });
});

import { inflateSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createStand, send, type Answer, type Stand } from "./stand.ts";

let stand: Stand;
beforeAll(async () => {
  stand = await createStand();
});
afterAll(async () => stand.close());

const post = async (path: string, body: unknown): Promise<Answer> =>
  send(`${stand.url}${path}`, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
const newToken = async (more: object = {}): Promise<Answer> =>
  post("/cgi-bin/stable_token", {
    grant_type: "client_credential",
    appid: stand.credentials.appid,
    secret: stand.credentials.appSecret,
    ...more,
  });
const token = async (): Promise<string> => String((await newToken()).body["access_token"]);
const call = async (path: string, body: unknown): Promise<Answer> =>
  post(`${path}?access_token=${await token()}`, body);

describe("jscode2session", () => {
  const mint = async (wish: object = {}): Promise<string> =>
    String((await stand.control("POST", "/codes", wish)).body["code"]);
  const login = async (change: Record<string, string> = {}): Promise<Answer> => {
    const query = new URLSearchParams({
      appid: stand.credentials.appid,
      secret: stand.credentials.appSecret,
      js_code: change["js_code"] ?? (await mint()),
      grant_type: "authorization_code",
      ...change,
    });
    return send(`${stand.url}/sns/jscode2session?${query.toString()}`);
  };

  it("gives the openid and a fresh session key, the unionid only when there is one", async () => {
    const first = await login({ js_code: await mint({ openid: "oMei", unionid: "uMei" }) });
    expect(first.body).toMatchObject({ openid: "oMei", unionid: "uMei" });
    expect(Buffer.from(String(first.body["session_key"]), "base64")).toHaveLength(16);
    const second = await login({ js_code: await mint({ openid: "oMei" }) });
    expect(second.body).not.toHaveProperty("unionid");
    expect(second.body["session_key"]).not.toBe(first.body["session_key"]);
    expect((await login()).body["openid"]).toMatch(/^o[\w-]{27}$/);
  });

  it.each([
    ["a foreign appid", { appid: "wxforeign" }, 40013],
    ["a wrong secret", { secret: "x" }, 40125],
    ["another grant", { grant_type: "password" }, 40002],
    ["no code", { js_code: "" }, 41008],
    ["an unknown code", { js_code: "none" }, 40029],
  ])("refuses %s with HTTP 200 and errcode", async (_name, change, errcode) => {
    const answer = await login(change);
    expect(answer.status).toBe(200);
    expect(answer.body["errcode"]).toBe(errcode);
    expect(answer.body["errmsg"]).toMatch(/rid: /);
  });

  it("takes a code once, for five minutes, of its own app, and of no blocked user", async () => {
    const once = await mint();
    expect((await login({ js_code: once })).body["errcode"]).toBeUndefined();
    expect((await login({ js_code: once })).body["errcode"]).toBe(40029);
    const [early, late] = [await mint(), await mint()];
    await stand.advance(299_000);
    expect((await login({ js_code: early })).body["errcode"]).toBeUndefined();
    await stand.advance(2_000);
    expect((await login({ js_code: late })).body["errcode"]).toBe(40029);
    const foreign = await mint({ appid: "wxforeign" });
    expect((await login({ js_code: foreign })).body["errcode"]).toBe(40029);
    const blocked = await mint({ blocked: true });
    expect((await login({ js_code: blocked })).body["errcode"]).toBe(40226);
  });

  it("lets one user in a hundred times a minute", async () => {
    let last: Answer | undefined;
    for (let time = 0; time < 101; time += 1)
      last = await login({ js_code: await mint({ openid: "oBusy" }) });
    expect(last?.body["errcode"]).toBe(45011);
    await stand.advance(61_000);
    const calm = await login({ js_code: await mint({ openid: "oBusy" }) });
    expect(calm.body["openid"]).toBe("oBusy");
  });
});

describe("stable_token", () => {
  it("stays the same while it lives and overlaps with the next for five minutes", async () => {
    const first = await newToken();
    expect(first.body["expires_in"]).toBe(7200);
    await stand.advance(6_000_000);
    const same = await newToken();
    expect(same.body["access_token"]).toBe(first.body["access_token"]);
    expect(same.body["expires_in"]).toBeLessThan(1_201);
    await stand.advance(901_000);
    const next = await newToken();
    expect(next.body["access_token"]).not.toBe(first.body["access_token"]);
    expect(next.body["expires_in"]).toBe(7200);
    const use = async (value: unknown) =>
      (await post(`/wxa/sec/order/get_order_list?access_token=${String(value)}`, {})).body[
        "errcode"
      ];
    expect(await use(first.body["access_token"])).toBe(0);
    expect(await use(next.body["access_token"])).toBe(0);
    await stand.advance(300_000);
    expect(await use(first.body["access_token"])).toBe(42001);
    expect(await use("none")).toBe(40001);
    expect(await use("")).toBe(41001);
  });

  it.each([
    ["another grant", { grant_type: "x" }, 40002],
    ["a foreign appid", { appid: "wxforeign" }, 40013],
    ["a wrong secret", { secret: "x" }, 40125],
    ["force_refresh as text", { force_refresh: "true" }, 47001],
  ])("refuses %s", async (_name, change, errcode) => {
    expect((await newToken(change)).body["errcode"]).toBe(errcode);
  });

  it("is forced anew 20 times a day, half a minute apart, and ends the one before", async () => {
    await stand.control("POST", "/clock", { now: "2027-01-05T00:00:00+08:00" });
    const before = await token();
    const forced = await newToken({ force_refresh: true });
    expect(forced.body["access_token"]).not.toBe(before);
    const old = await post(`/wxa/sec/order/get_order_list?access_token=${before}`, {});
    expect(old.body["errcode"]).toBe(42001);
    expect(await token()).toBe(forced.body["access_token"]);
    expect((await newToken({ force_refresh: true })).body["errcode"]).toBe(45011);
    for (let time = 2; time <= 20; time += 1) {
      await stand.advance(30_000);
      expect((await newToken({ force_refresh: true })).body["errcode"]).toBeUndefined();
    }
    await stand.advance(30_000);
    expect((await newToken({ force_refresh: true })).body["errcode"]).toBe(45009);
    await stand.advance(86_400_000);
    expect((await newToken({ force_refresh: true })).body["errcode"]).toBeUndefined();
  });

  it.each([
    "/wxa/business/getuserphonenumber",
    "/wxa/msg_sec_check",
    "/wxa/getwxacodeunlimit",
    "/wxa/sec/order/upload_shipping_info",
    "/wxa/sec/order/get_order",
    "/wxa/sec/order/get_order_list",
    "/wxa/sec/order/notify_confirm_receive",
  ])("is wanted by %s", async (path) => {
    expect((await post(path, {})).body["errcode"]).toBe(41001);
    expect((await post(`${path}?access_token=x`, {})).body["errcode"]).toBe(40001);
  });
});

describe("getuserphonenumber", () => {
  const PATH = "/wxa/business/getuserphonenumber";
  const mint = async (phone: string): Promise<unknown> =>
    (await stand.control("POST", "/phone-codes", { phone })).body["code"];

  it("gives the number once, with this app's watermark", async () => {
    const code = await mint("13800138000");
    const answer = await call(PATH, { code });
    expect(answer.body).toMatchObject({
      errcode: 0,
      phone_info: {
        phoneNumber: "13800138000",
        purePhoneNumber: "13800138000",
        countryCode: "86",
        watermark: { appid: stand.credentials.appid },
      },
    });
    expect((await call(PATH, { code })).body["errcode"]).toBe(40029);
  });

  it("knows numbers abroad, codes that are old, and numbers that are none", async () => {
    const abroad = await call(PATH, { code: await mint("+852-51234567") });
    expect(abroad.body["phone_info"]).toMatchObject({
      phoneNumber: "+85251234567",
      purePhoneNumber: "51234567",
      countryCode: "852",
    });
    const late = await mint("13800138000");
    await stand.advance(301_000);
    expect((await call(PATH, { code: late })).body["errcode"]).toBe(40029);
    expect((await call(PATH, { code: 1 })).body["errcode"]).toBe(47001);
    expect((await call(PATH, "{")).body["errcode"]).toBe(47001);
    expect((await stand.control("POST", "/phone-codes", { phone: "abc" })).status).toBe(400);
  });
});

describe("msg_sec_check", () => {
  const PATH = "/wxa/msg_sec_check";
  const check = async (change: object = {}) =>
    call(PATH, { version: 2, openid: "oVisitor", scene: 2, content: "豆子很香", ...change });
  beforeEach(async () => {
    const { body } = await stand.control("POST", "/codes", { openid: "oVisitor" });
    const { appid, appSecret } = stand.credentials;
    await send(
      `${stand.url}/sns/jscode2session?appid=${appid}&secret=${appSecret}&js_code=${String(body["code"])}`,
    );
  });

  it.each([
    ["豆子很香", "pass", 100],
    ["加微信领红包", "risky", 10001],
    ["这家店是垃圾商家！", "review", 20003],
    ["垃圾商家，刷单兼职", "risky", 20008],
  ])("judges «%s» %s, label %d", async (content, suggest, label) => {
    const answer = await check({ content });
    expect(answer.body).toMatchObject({ errcode: 0, result: { suggest, label } });
    expect(answer.body["trace_id"]).toEqual(expect.any(String));
  });

  it.each([
    ["a nickname", { nickname: "色情" }, "risky"],
    ["a signature in scene 1", { scene: 1, signature: "色情" }, "risky"],
    ["a signature in scene 2, which is not read", { scene: 2, signature: "色情" }, "pass"],
  ])("reads %s", async (_name, change, suggest) => {
    expect((await check(change)).body["result"]).toMatchObject({ suggest });
  });

  it.each([
    ["version 1", { version: 1 }, 47001],
    ["scene 5", { scene: 5 }, 40129],
    ["an openid never seen", { openid: "oNobody" }, 43104],
    ["2501 characters", { content: "字".repeat(2501) }, 47001],
    ["nothing", { content: "" }, 47001],
  ])("refuses %s", async (_name, change, errcode) => {
    expect((await check(change)).body["errcode"]).toBe(errcode);
  });
});

describe("getwxacodeunlimit", () => {
  const PATH = "/wxa/getwxacodeunlimit";
  const draw = async (body: object) => call(PATH, body);

  it("draws a PNG of the wanted width, always the same for the same scene", async () => {
    const answer = await draw({ scene: "aB3dE6gH9j", page: "pages/product", width: 300 });
    expect(answer.headers["content-type"]).toBe("image/png");
    expect(answer.raw.subarray(0, 8).toString("hex")).toBe("89504e470d0a1a0a");
    expect(answer.raw.readUInt32BE(16)).toBe(300);
    const data = answer.raw.indexOf("IDAT");
    const length = answer.raw.readUInt32BE(data - 4);
    expect(inflateSync(answer.raw.subarray(data + 4, data + 4 + length))).toHaveLength(301 * 300);
    const again = await draw({ scene: "aB3dE6gH9j", page: "pages/product", width: 300 });
    expect(again.raw.equals(answer.raw)).toBe(true);
    const other = await draw({ scene: "aB3dE6gH9k", page: "pages/product", width: 300 });
    expect(other.raw.equals(answer.raw)).toBe(false);
  });

  it.each<[string, object, number]>([
    ["an empty scene", { scene: "" }, 40169],
    ["a scene of 33", { scene: "a".repeat(33) }, 40169],
    ["a scene with a percent sign", { scene: "a%20" }, 40169],
    ["a Chinese scene", { scene: "店" }, 40169],
    ["a page with a slash before it", { scene: "a", page: "/pages/index" }, 41030],
    ["a page with a query", { scene: "a", page: "pages/index?a=1" }, 41030],
    ["a width of 279", { scene: "a", width: 279 }, 40097],
    ["a width of 1281", { scene: "a", width: 1281 }, 40097],
    ["no scene", {}, 47001],
    ["another version", { scene: "a", env_version: "beta" }, 47001],
  ])("refuses %s as JSON with HTTP 200", async (_name, body, errcode) => {
    const answer = await draw(body);
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toContain("application/json");
    expect(answer.body["errcode"]).toBe(errcode);
  });

  it("knows released pages once it was told of them", async () => {
    const page = "pages/new";
    expect((await draw({ scene: "a", page })).body["errcode"]).toBeUndefined();
    await stand.control("POST", "/settings", { releasedPages: ["pages/index"] });
    expect((await draw({ scene: "a", page })).body["errcode"]).toBe(41030);
    expect((await draw({ scene: "a", page, check_path: false })).body["errcode"]).toBeUndefined();
    expect((await draw({ scene: "a", page: "pages/index" })).raw.subarray(1, 4).toString()).toBe(
      "PNG",
    );
  });
});

it("get_delivery_list tells the carriers and how many they are", async () => {
  const { body } = await call("/cgi-bin/express/delivery/open_msg/get_delivery_list", {});
  const list = body["delivery_list"] as unknown as object[];
  expect(body).toMatchObject({ errcode: 0, count: list.length });
  expect(list).toContainEqual({ delivery_id: "SF", delivery_name: "顺丰速运" });
});

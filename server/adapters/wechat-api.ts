import { z } from "zod";
import type { Config } from "../config.ts";
import { shanghaiTimestamp } from "../kernel/calendar.ts";
import { assert, fail } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import type { Clock, ShippingUpload, WechatApi } from "../world.ts";
import { gatewayCalls, readGatewayAnswer, type Answer } from "./wechat-api-gateway.ts";
import { asOutage, createPipeline, Outage } from "./wechat-api-pipeline.ts";
import { createTokenCache, tokenAnswer } from "./wechat-api-token.ts";

const ANSWER_MS = 5_000;
/** Repeats after an outage, for calls that do the same when done twice. */
const REPEATS = 2;
const TOKEN_REFUSED = new Set([40_001, 42_001, 40_014]);
const BUSY = -1;
const ITEM_DESCRIPTION_CHARACTERS = 120;
const CHECKED_CHARACTERS = 2_500;

const loginAnswer = z.object({ openid: z.string().min(1), unionid: z.string().min(1).optional() });
const phoneAnswer = z.object({
  phone_info: z.object({
    purePhoneNumber: z.string(),
    countryCode: z.coerce.string(),
    watermark: z.object({ appid: z.string() }),
  }),
});
const checkAnswer = z.object({
  result: z.object({ suggest: z.enum(["pass", "review", "risky"]) }),
});

const carriersAnswer = z.object({
  delivery_list: z
    .array(z.object({ delivery_id: z.string().min(1), delivery_name: z.string() }))
    .min(1),
});

/**
 * Makes the way to api.weixin.qq.com, which answers 200 to everything and says by `errcode` what it means. The access
 * token is shared through the database; a refused one is dropped and the call made once more. Paths are logged, query
 * strings never: they carry secrets.
 */
export function createWechatApi(
  config: Pick<Config, "wechat" | "cloudFunctionSecret" | "pay" | "pii" | "isProduction">,
  log: Log,
  clock: Clock,
): WechatApi {
  const { appid, secret, baseUrl } = config.wechat;
  const pipeline = createPipeline();

  const send = async (
    repeats: number,
    path: string,
    query: Record<string, string>,
    body: object | null | (() => object),
  ): Promise<Answer> => {
    try {
      return await pipeline(repeats, async () => {
        const answer = await fetchOnce(
          new URL(`${path}?${new URLSearchParams(query).toString()}`, baseUrl),
          typeof body === "function" ? body() : body,
        );
        log.debug({ path, errcode: answer.errcode }, "wechat answered");
        if (answer.errcode === BUSY) throw new Outage("server_error", answer.errmsg);
        return answer;
      });
    } catch (error) {
      if (!(error instanceof Outage)) throw error;
      log.warn({ path, err: error }, "wechat did not answer");
      return fail("wechat_unavailable", { retryAfterSeconds: 5 });
    }
  };
  const refused = (path: string, answer: Answer): never => {
    log.error({ path, errcode: answer.errcode, errmsg: answer.errmsg }, "wechat refused");
    if (answer.errcode === 45_009 || answer.errcode === 45_011)
      fail("rate_limited", { retryAfterSeconds: 60 });
    return fail("wechat_unavailable");
  };
  const read = <Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    answer: Answer,
  ): z.output<Schema> => {
    const parsed = schema.safeParse(answer.data);
    return parsed.success ? parsed.data : refused(path, answer);
  };
  const tokens = createTokenCache({
    config,
    clock,
    fetchToken: async () => {
      const path = "/cgi-bin/stable_token";
      const body = { grant_type: "client_credential", appid, secret };
      const answer = await send(REPEATS, path, {}, body);
      return answer.errcode === 0 ? read(tokenAnswer, path, answer) : refused(path, answer);
    },
  });
  const callWithToken = async (
    repeats: number,
    path: string,
    query: Record<string, string>,
    body: object | (() => object),
  ): Promise<Answer> => {
    const token = await tokens.read();
    const answer = await send(repeats, path, { ...query, access_token: token }, body);
    if (!TOKEN_REFUSED.has(answer.errcode)) return answer;
    await tokens.forget(token);
    return await send(repeats, path, { ...query, access_token: await tokens.read() }, body);
  };
  const viaGateway = gatewayCalls(config);
  const call = async (repeats: number, path: string, body: object): Promise<Answer> => {
    const way = viaGateway(path, body);
    if (way === null) return await callWithToken(repeats, path, {}, body);
    const answer = await callWithToken(repeats, way.path, way.query, way.event);
    return answer.errcode === 0 ? readGatewayAnswer(answer) : answer;
  };

  return {
    async exchangeLoginCode(code) {
      const path = "/sns/jscode2session";
      const query = { appid, secret, js_code: code, grant_type: "authorization_code" };
      const answer = await send(0, path, query, null);
      if (answer.errcode === 40_029 || answer.errcode === 40_163) fail("wechat_code_invalid");
      if (answer.errcode === 40_226) fail("wechat_user_blocked");
      if (answer.errcode !== 0) refused(path, answer);
      const { openid, unionid } = read(loginAnswer, path, answer);
      return { openid, unionid: unionid ?? null };
    },

    async exchangePhoneCode(code) {
      const path = "/wxa/business/getuserphonenumber";
      const answer = await call(0, path, { code });
      if (answer.errcode === 40_029) fail("wechat_code_invalid");
      if (answer.errcode !== 0) refused(path, answer);
      const { purePhoneNumber, countryCode, watermark } = read(
        phoneAnswer,
        path,
        answer,
      ).phone_info;
      if (watermark.appid !== appid)
        fail("wechat_code_invalid", { detail: "手机号凭证不属于本小程序" });
      if (countryCode !== "86" || !/^1[3-9]\d{9}$/.test(purePhoneNumber))
        fail("wechat_code_invalid", { detail: "目前只支持中国大陆手机号" });
      return purePhoneNumber;
    },

    async checkText(openid, content) {
      assert(content.length <= CHECKED_CHARACTERS, "text to check is bounded by the contract");
      const path = "/wxa/msg_sec_check";
      // Scene 1 is what people write about themselves: names, notes.
      const answer = await call(REPEATS, path, { version: 2, openid, scene: 1, content });
      if (answer.errcode !== 0) refused(path, answer);
      return read(checkAnswer, path, answer).result.suggest;
    },

    async makeCode(scene, page) {
      assert(/^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}$/.test(scene), "scene is one WeChat accepts");
      const path = "/wxa/getwxacodeunlimit";
      const answer = await call(REPEATS, path, { scene, page, check_path: config.isProduction });
      return answer.bytes ?? refused(path, answer);
    },

    async listCarriers() {
      const path = "/cgi-bin/express/delivery/open_msg/get_delivery_list";
      const answer = await call(REPEATS, path, {});
      if (answer.errcode !== 0) refused(path, answer);
      return read(carriersAnswer, path, answer).delivery_list.map((one) => ({
        id: one.delivery_id,
        name: one.delivery_name,
      }));
    },

    async uploadShipping(upload) {
      const path = "/wxa/sec/order/upload_shipping_info";
      const answer = await call(0, path, shippingBody(upload, clock.now()));
      return answer.errcode === 0
        ? { ok: true }
        : { refused: answer.errcode, message: answer.errmsg };
    },
  };

  function shippingBody(upload: ShippingUpload, now: Date): object {
    return {
      order_key: {
        order_number_type: 1,
        mchid: config.pay.mchid,
        out_trade_no: upload.outTradeNo,
      },
      logistics_type: upload.kind === "express" ? 1 : 4,
      delivery_mode: upload.isSplit ? 2 : 1,
      ...(upload.isSplit ? { is_all_delivered: upload.isAllDelivered } : {}),
      shipping_list: upload.parcels.map((parcel) => ({
        ...(parcel.trackingNo === null ? {} : { tracking_no: parcel.trackingNo }),
        ...(parcel.expressCompany === null ? {} : { express_company: parcel.expressCompany }),
        item_desc: [...parcel.itemDescription].slice(0, ITEM_DESCRIPTION_CHARACTERS).join(""),
        ...(parcel.receiverContactMasked === null
          ? {}
          : { contact: { receiver_contact: parcel.receiverContactMasked } }),
      })),
      upload_time: shanghaiTimestamp(now, "millisecond"),
      payer: { openid: upload.openid },
    };
  }
}

const envelope = z.looseObject({ errcode: z.int().default(0), errmsg: z.string().default("") });

/** One try: JSON with its errcode (none means 0), or the bytes of a picture. */
async function fetchOnce(url: URL, body: object | null): Promise<Answer> {
  let response: Response;
  let bytes: Buffer;
  try {
    response = await fetch(url, {
      method: body === null ? "GET" : "POST",
      body: body === null ? null : JSON.stringify(body),
      headers: body === null ? {} : { "Content-Type": "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    bytes = Buffer.from(await response.arrayBuffer());
  } catch (error) {
    throw asOutage(error);
  }
  if (!response.ok)
    throw new Outage(
      response.status === 429 ? "too_many" : "server_error",
      String(response.status),
    );
  if (response.headers.get("content-type")?.startsWith("image/") === true)
    return { errcode: 0, errmsg: "", bytes, data: null };
  const parsed = envelope.safeParse(parseJson(bytes));
  if (!parsed.success) throw new Outage("unreadable", "not a JSON object");
  return {
    errcode: parsed.data.errcode,
    errmsg: parsed.data.errmsg,
    bytes: null,
    data: parsed.data,
  };
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8")) as unknown;
  } catch {
    return null;
  }
}

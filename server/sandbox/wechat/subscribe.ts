import { randomInt } from "node:crypto";
import { z } from "zod";
import { WeixinRefusal } from "../http.ts";
import type { World } from "../world.ts";

/** How often a person may still be sent a message of one template: one for each time they accepted. */
interface Grant {
  readonly openid: string;
  readonly templateId: string;
  readonly remaining: number;
}

/** Body of `POST /cgi-bin/message/subscribe/send`. */
export const subscribeSchema = z.object({
  touser: z.string(),
  template_id: z.string(),
  page: z.string().optional(),
  data: z.record(z.string(), z.object({ value: z.string() })),
  miniprogram_state: z.enum(["developer", "trial", "formal"]).default("formal"),
  lang: z.string().default("zh_CN"),
});

/** What fits into a field, by the kind that its name begins with; a sign is a code point. */
const limits: readonly (readonly [kind: string, fits: RegExp])[] = [
  ["thing", /^[\s\S]{1,20}$/u],
  ["number", /^\d{1,32}(\.\d+)?$/],
  ["letter", /^[A-Za-z]{1,32}$/],
  ["symbol", /^[^\p{L}\p{N}]{1,5}$/u],
  ["character_string", /^[\x21-\x7e]{1,32}$/],
  ["time", /^(\d{4}年\d{1,2}月\d{1,2}日 ?)?\d{1,2}:\d{2}(:\d{2})?(~.+)?$/],
  ["date", /^\d{4}年\d{1,2}月\d{1,2}日( \d{1,2}:\d{2}(:\d{2})?)?$/],
  ["amount", /^[¥￥$]?\d{1,10}(\.\d+)?元?$/],
  ["phone_number", /^[\d+\- ]{1,17}$/],
  ["car_number", /^[\s\S]{1,8}$/u],
  ["name", /^(\p{Script=Han}{1,10}|[A-Za-z .]{1,20})$/u],
  ["phrase", /^\p{Script=Han}{1,5}$/u],
];

/** The messages that people subscribed to. */
export interface Subscriptions {
  /** A person accepts one more message of a template, as in `wx.requestSubscribeMessage`. */
  accept(openid: string, templateId: string): number;
  /**
   * Sends one.
   *
   * @throws WeixinRefusal 40003 openid, 47003 a value that does not fit, 41030 page, 43101 nothing accepted.
   */
  send(body: z.infer<typeof subscribeSchema>): object;
}

/** Opens the subscriptions from the journal. */
export function createSubscriptions({ journal, settings }: World): Subscriptions {
  const grants = journal.table<Grant>("subscriptions");
  const keyOf = (openid: string, templateId: string): string => `${openid}\n${templateId}`;
  const change = (openid: string, templateId: string, by: number): number => {
    const key = keyOf(openid, templateId);
    const remaining = (grants.get(key)?.remaining ?? 0) + by;
    grants.put(key, { openid, templateId, remaining });
    return remaining;
  };
  return {
    accept: (openid, templateId) => change(openid, templateId, 1),
    send({ touser, template_id: templateId, page, data }) {
      if (!/^o[\w-]{5,}$/.test(touser)) throw new WeixinRefusal(40003, "invalid openid");
      for (const [field, { value }] of Object.entries(data)) {
        const kind = /^([a-z_]+)\d+$/.exec(field)?.[1];
        const fits = limits.find(([name]) => name === kind)?.[1];
        if (fits?.test(value) !== true)
          throw new WeixinRefusal(47003, `argument invalid! data.${field}.value invalid`);
      }
      const { releasedPages } = settings.get();
      if (releasedPages !== undefined && !releasedPages.includes(page?.split("?", 1)[0] ?? ""))
        throw new WeixinRefusal(41030, "invalid page");
      const accepted = grants.get(keyOf(touser, templateId))?.remaining ?? 0;
      if (accepted < 1) throw new WeixinRefusal(43101, "user refuse to accept the msg");
      change(touser, templateId, -1);
      return { msgid: randomInt(1, 2 ** 47) };
    },
  };
}

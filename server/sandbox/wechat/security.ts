import { randomUUID } from "node:crypto";
import { z } from "zod";
import { WeixinRefusal } from "../http.ts";
import type { Mint } from "./mint.ts";

type Suggest = "pass" | "review" | "risky";

/** Words this WeChat finds fault with, each with its label and how sure it is. */
export const WORDS: readonly (readonly [word: string, label: number, suggest: Suggest])[] = [
  ["加微信领红包", 10001, "risky"],
  ["代购返利", 10001, "review"],
  ["违禁政治", 20001, "risky"],
  ["色情", 20002, "risky"],
  ["傻逼", 20003, "risky"],
  ["垃圾商家", 20003, "review"],
  ["买卖枪支", 20006, "risky"],
  ["刷单兼职", 20008, "risky"],
  ["低俗", 20012, "review"],
  ["盗版资源", 20013, "risky"],
  ["敏感词测试", 21000, "risky"],
];

const short = z.string().max(2500);

/** Body of `POST /wxa/msg_sec_check`, version 2. */
export const securitySchema = z.object({
  version: z.union([z.literal(2), z.literal("2")]),
  openid: z.string().min(1),
  scene: z.int(),
  content: z.string().min(1).max(2500),
  nickname: short.optional(),
  title: short.optional(),
  signature: short.optional(),
});

/**
 * Judges a text by the word table; the worst word decides.
 *
 * @throws WeixinRefusal 40129 scene, 43104 for an openid this app never saw.
 */
export function checkText(mint: Mint, body: z.infer<typeof securitySchema>): object {
  if (body.scene < 1 || body.scene > 4) throw new WeixinRefusal(40129, "invalid scene");
  if (!mint.visitors.get(body.openid))
    throw new WeixinRefusal(43104, "this appid does not have permission or openid mismatch");
  const own = body.scene === 1 ? (body.signature ?? "") : "";
  const text = [body.content, body.title ?? "", body.nickname ?? "", own].join("\n");
  const hits = WORDS.filter(([word]) => text.includes(word));
  const worst = hits.find(([, , suggest]) => suggest === "risky") ?? hits[0];
  const result = { suggest: worst?.[2] ?? "pass", label: worst?.[1] ?? 100 };
  return {
    result,
    detail: [
      { strategy: "content_model", errcode: 0, ...result, prob: worst ? 90 : 10 },
      ...hits.map(([keyword, label, suggest]) => ({
        strategy: "keyword",
        errcode: 0,
        suggest,
        label,
        keyword,
      })),
    ],
    trace_id: randomUUID(),
  };
}

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** The calls of the open platform that the functions know; a name beside them is a slip of the pen. */
const openapiNames = [
  "subscribeMessage.send",
  "wxacode.getUnlimited",
  "security.msgSecCheck",
  "phonenumber.getPhoneNumber",
] as const;

const ranges = [
  ["second", 0, 59],
  ["minute", 0, 59],
  ["hour", 0, 23],
  ["day", 1, 31],
  ["month", 1, 12],
  ["weekday", 0, 6],
  ["year", 1970, 2099],
] as const;

/** What is wrong with a cron expression of the cloud's timer, or null: seven fields, with a year, in UTC+8. */
export function faultOfCron(cron: string): string | null {
  const fields = cron.split(" ");
  if (fields.length !== ranges.length)
    return `七个字段（秒 分 时 日 月 星期 年），现有 ${fields.length} 个`;
  for (const [index, [name, from, to]] of ranges.entries())
    for (const part of (fields[index] ?? "").split(",")) {
      const parts = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/([1-9]\d*))?$/.exec(part);
      const numbers = (parts ?? [])
        .slice(1, 3)
        .flatMap((one) => (one === undefined ? [] : [Number(one)]));
      if (parts === null || numbers.some((one) => one < from || one > to))
        return `${name} 应在 ${from} 到 ${to} 之间：${part}`;
    }
  return null;
}

const trigger = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z][\w-]{0,59}$/, "触发器名以字母开头，至多 60 个字母、数字、- 或 _"),
  type: z.literal("timer"),
  config: z.string().superRefine((cron, context) => {
    const fault = faultOfCron(cron);
    if (fault !== null) context.addIssue({ code: "custom", message: fault });
  }),
});

const configSchema = z.strictObject({
  permissions: z.strictObject({ openapi: z.array(z.enum(openapiNames)) }),
  triggers: z.array(trigger).max(1, "一个云函数只能有一个触发器").default([]),
});

/** The config.json of a function. */
export type FunctionConfig = z.output<typeof configSchema>;

/**
 * Reads a function's config.json as strictly as the cloud does.
 * @throws Error (Chinese) with everything that is wrong.
 */
export async function readFunctionConfig(folder: string): Promise<FunctionConfig> {
  const file = join(folder, "config.json");
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new Error(`${file} 读不出来`, { cause: error });
  }
  const parsed = configSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Error(`${file} 有误：\n${z.prettifyError(parsed.error)}`);
}

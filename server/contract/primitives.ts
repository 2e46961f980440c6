import { z } from "zod";

/** Whole fen (¥0.01), never negative; the only unit of money on the wire. */
export const fen = z.int().min(0).max(100_000_000_00).meta({ description: "整数分" });

/** A signed amount of whole fen, for differences and corrections. */
export const signedFen = z.int().min(-100_000_000_00).max(100_000_000_00);

/** A moment: `…Z` text on the wire, a Date inside (a `+0000` suffix reads as NaN on some iPhones). */
export const instant = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

/** A calendar day in Asia/Shanghai, `YYYY-MM-DD`. */
export const day = z.iso.date();

/** A positive whole number of units of one SKU. */
export const quantity = z.int().min(1).max(9_999);

/** An id of the given kind: prefix, underscore, ULID (30 characters at a prefix of three letters). */
export const id = (prefix: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`), `应为 ${prefix}_ 开头的编号`)
    .meta({ examples: [`${prefix}_01JBXG5Z8Q7M3W9T4R6Y2K0HCD`] });

/** Text a person typed: trimmed, with a length bound, without control characters. */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/u, "含有不可用的控制字符");

/** A mainland mobile number: 11 digits. */
export const phone = z
  .string()
  .regex(/^1[3-9]\d{9}$/, "应为 11 位手机号")
  .meta({ examples: ["19900000001"] });

/** Page size and position for every list: at most 50 rows, by an opaque cursor. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(50).default(20),
  cursor: z.string().min(1).max(200).optional(),
});

/** Some of the named words with commas between, no more than there are: `paid,closed`. */
export const someOf = <const Words extends readonly [string, ...string[]]>(words: Words) => {
  const word = `(?:${words.join("|")})`;
  return z.codec(
    z
      .string()
      .regex(new RegExp(`^${word}(?:,${word}){0,${words.length - 1}}$`), "应为逗号分隔的取值")
      .meta({ examples: [words.slice(0, 2).join(",")] }),
    z.array(z.enum(words)),
    {
      decode: (text) => text.split(",") as Words[number][],
      encode: (list) => list.join(","),
    },
  );
};

/** One page of rows; `nextCursor` is null at the end of the list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

const provinces = [
  ..."北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南".split(
    " ",
  ),
  ..."广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 台湾 香港 澳门".split(" "),
];

/** A province as WeChat's address picker names it (「浙江省」, 「新疆维吾尔自治区」); a mistyped one is refused. */
export const province = text(20).refine(
  (name) => provinces.some((known) => name.startsWith(known)),
  "没有这个省份",
);

/** A mainland address as WeChat's address picker gives it. */
export const address = z.strictObject({
  name: text(30),
  phone,
  province,
  city: text(20),
  district: text(30),
  detail: text(120),
});

/** An address as it is shown: in full to its owner; to others with name, phone and street masked. */
export const shownAddress = z.object({
  name: z.string(),
  phone: z.string(),
  province: z.string(),
  city: z.string(),
  district: z.string(),
  detail: z.string(),
});

/** A mainland address, decoded. */
export type Address = z.output<typeof address>;

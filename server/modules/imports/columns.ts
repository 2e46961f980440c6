import { z } from "zod";
import { TableError } from "./table-source.ts";

/** What a members file can tell. */
export const memberFields = ["memberNo", "phone", "name", "birthday"] as const;
/** What an orders file can tell; `line…` is about one row of an order, everything else about the whole order. */
export const orderFields = [
  "orderNo",
  "at",
  "paid",
  "freight",
  "refunded",
  "status",
  "memberNo",
  "phone",
  "name",
  "title",
  "options",
  "quantity",
  "linePaid",
  "lineRefunded",
] as const;

/** What a file of points balances can tell: one row per member and last day. */
export const balanceFields = ["memberNo", "phone", "name", "points", "expiresOn"] as const;
/** What a file of open coupons can tell: one row per coupon, or per so many equal ones. */
export const couponFields = [
  "memberNo",
  "phone",
  "name",
  "template",
  "count",
  "expiresOn",
  "couponNo",
] as const;

/** What a file of levels can tell: one row per member. */
export const tierFields = ["memberNo", "phone", "name", "tier", "expiresOn"] as const;

/** One thing a members file can tell. */
export type MemberField = (typeof memberFields)[number];
/** One thing an orders file can tell. */
export type OrderField = (typeof orderFields)[number];

/** One thing a file of points balances can tell. */
export type BalanceField = (typeof balanceFields)[number];
/** One thing a file of open coupons can tell. */
export type CouponField = (typeof couponFields)[number];

/** One thing a file of levels can tell. */
export type TierField = (typeof tierFields)[number];

/** For each field the headers it may stand under; of several that are there, the first that is filled counts. */
export type Columns<Field extends string> = Readonly<Partial<Record<Field, readonly string[]>>>;

/** The columns of one system's export. */
export type Preset = {
  readonly name: string;
  readonly members: Columns<MemberField>;
  readonly orders: Columns<OrderField>;
  readonly balances: Columns<BalanceField>;
  readonly coupons: Columns<CouponField>;
  readonly tiers: Columns<TierField>;
};

/** No export of points, coupons or levels is known but the one we write down ourselves. */
const noValue = { balances: {}, coupons: {}, tiers: {} };

/** The exports that are known by name; README says where each column is known from. */
export const presets: readonly Preset[] = [
  {
    name: "暖店",
    members: {
      memberNo: ["会员编号"],
      phone: ["手机号"],
      name: ["姓名", "昵称"],
      birthday: ["生日"],
    },
    orders: {
      orderNo: ["订单号"],
      at: ["付款时间"],
      paid: ["实付金额"],
      freight: ["运费"],
      refunded: ["退款金额"],
      status: ["订单状态"],
      memberNo: ["会员编号"],
      phone: ["手机号"],
      name: ["姓名", "昵称"],
      title: ["商品名称"],
      options: ["规格"],
      quantity: ["数量"],
    },
    balances: {
      memberNo: ["会员编号"],
      phone: ["手机号"],
      name: ["姓名", "昵称"],
      points: ["积分", "可用积分"],
      expiresOn: ["到期日", "有效期至"],
    },
    coupons: {
      memberNo: ["会员编号"],
      phone: ["手机号"],
      name: ["姓名", "昵称"],
      template: ["券模板", "券名称"],
      count: ["张数", "数量"],
      expiresOn: ["到期日", "有效期至"],
      couponNo: ["券号"],
    },
    tiers: {
      memberNo: ["会员编号"],
      phone: ["手机号"],
      name: ["姓名", "昵称"],
      tier: ["等级", "会员等级"],
      expiresOn: ["到期日", "有效期至"],
    },
  },
  {
    name: "有赞",
    members: {
      phone: ["客户手机号"],
      name: ["客户姓名", "客户昵称"],
      birthday: ["客户生日"],
    },
    orders: {
      orderNo: ["订单号"],
      at: ["买家付款时间"],
      paid: ["订单实付金额"],
      freight: ["运费"],
      refunded: ["订单已退款金额"],
      status: ["订单状态"],
      phone: ["买家手机号", "收货人手机号/提货人手机号"],
      name: ["买家昵称", "收货人/提货人"],
      title: ["全部商品名称"],
    },
    ...noValue,
  },
  {
    name: "有赞（商品明细）",
    members: {},
    orders: {
      orderNo: ["订单号"],
      at: ["买家付款时间"],
      status: ["订单状态", "订单商品状态"],
      phone: ["买家手机号", "收货人手机号/提货人手机号"],
      name: ["买家昵称", "收货人/提货人"],
      title: ["商品名称"],
      options: ["商品规格"],
      quantity: ["商品数量"],
      linePaid: ["商品实际成交金额"],
      lineRefunded: ["商品已退款金额"],
    },
    ...noValue,
  },
  {
    name: "微店",
    members: {},
    orders: {
      orderNo: ["订单编号"],
      at: ["支付时间"],
      paid: ["实付金额"],
      status: ["订单状态"],
      phone: ["收货人/提货人手机号"],
      name: ["收货人/提货人姓名"],
      title: ["商品名称"],
      options: ["商品型号"],
      quantity: ["商品件数"],
    },
    ...noValue,
  },
];

const headers = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);
const columnsOf = <const Field extends string>(fields: readonly Field[]) =>
  z.strictObject(
    Object.fromEntries(fields.map((field) => [field, headers.optional()])) as Record<
      Field,
      z.ZodOptional<typeof headers>
    >,
  );
const mapping = z.strictObject({
  members: columnsOf(memberFields).optional(),
  orders: columnsOf(orderFields).optional(),
  balances: columnsOf(balanceFields).optional(),
  coupons: columnsOf(couponFields).optional(),
  tiers: columnsOf(tierFields).optional(),
});

/**
 * Reads a mapping file: field → header or headers, for each kind of file, as the README shows.
 * @throws TableError naming every field at fault.
 */
export function readMapping(json: string): Preset {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new TableError("对照文件不是有效的 JSON");
  }
  const parsed = mapping.safeParse(value);
  if (!parsed.success)
    throw new TableError(
      `对照文件有误：${parsed.error.issues
        .flatMap((issue) =>
          issue.code === "unrecognized_keys"
            ? issue.keys.map((key) => `不认识的字段 ${[...issue.path, key].join(".")}`)
            : [`${issue.path.join(".")} 应为列名或列名的数组`],
        )
        .join("；")}`,
    );
  return {
    name: "对照文件",
    members: listed(parsed.data.members),
    orders: listed(parsed.data.orders),
    balances: listed(parsed.data.balances),
    coupons: listed(parsed.data.coupons),
    tiers: listed(parsed.data.tiers),
  };
}

/** Where each field stands in a file: column numbers, in the order in which they are asked. */
export type Located<Field extends string> = Readonly<Record<Field, readonly number[]>>;

/**
 * Finds the columns of a members file: those of the given preset, or of the one that knows most of its headers.
 * @throws TableError when nothing in it tells who somebody is.
 */
export function locateMembers(
  header: readonly string[],
  given: Preset | null,
): { preset: string; columns: Located<MemberField> } {
  return locate(
    header,
    given,
    (preset) => preset.members,
    memberFields,
    (has) => (has("phone") || has("memberNo") ? [] : ["手机号或会员编号"]),
  );
}

/**
 * Finds the columns of an orders file: those of the given preset, or of the one that knows most of its headers.
 * @throws TableError when a column without which nothing can be imported is missing.
 */
export function locateOrders(
  header: readonly string[],
  given: Preset | null,
): { preset: string; columns: Located<OrderField> } {
  return locate(
    header,
    given,
    (preset) => preset.orders,
    orderFields,
    (has) => [
      ...(has("at") ? [] : ["付款时间"]),
      ...(has("paid") || has("linePaid") ? [] : ["实付金额"]),
      ...(has("phone") || has("memberNo") ? [] : ["手机号或会员编号"]),
    ],
  );
}

/**
 * Finds the columns of a file of points balances, as for the other files.
 * @throws TableError when a column without which nothing can be imported is missing.
 */
export function locateBalances(
  header: readonly string[],
  given: Preset | null,
): { preset: string; columns: Located<BalanceField> } {
  return locate(
    header,
    given,
    (preset) => preset.balances,
    balanceFields,
    (has) => [
      ...(has("points") ? [] : ["积分"]),
      ...(has("phone") || has("memberNo") ? [] : ["手机号或会员编号"]),
    ],
  );
}

/**
 * Finds the columns of a file of open coupons, as for the other files.
 * @throws TableError when a column without which nothing can be imported is missing.
 */
export function locateCoupons(
  header: readonly string[],
  given: Preset | null,
): { preset: string; columns: Located<CouponField> } {
  return locate(
    header,
    given,
    (preset) => preset.coupons,
    couponFields,
    (has) => [
      ...(has("template") ? [] : ["券模板"]),
      ...(has("expiresOn") ? [] : ["到期日"]),
      ...(has("phone") || has("memberNo") ? [] : ["手机号或会员编号"]),
    ],
  );
}

/**
 * Finds the columns of a file of levels, as for the other files.
 * @throws TableError when a column without which nothing can be imported is missing.
 */
export function locateTiers(
  header: readonly string[],
  given: Preset | null,
): { preset: string; columns: Located<TierField> } {
  return locate(
    header,
    given,
    (preset) => preset.tiers,
    tierFields,
    (has) => [
      ...(has("tier") ? [] : ["等级"]),
      ...(has("phone") || has("memberNo") ? [] : ["手机号或会员编号"]),
    ],
  );
}

function locate<Field extends string>(
  header: readonly string[],
  given: Preset | null,
  columnsIn: (preset: Preset) => Columns<Field>,
  fields: readonly Field[],
  missingIn: (has: (field: Field) => boolean) => string[],
): { preset: string; columns: Located<Field> } {
  const candidates = (given === null ? presets : [given]).map((preset) => {
    const columns = Object.fromEntries(
      fields.map((field) => [
        field,
        (columnsIn(preset)[field] ?? []).flatMap((name) =>
          header.includes(name) ? [header.indexOf(name)] : [],
        ),
      ]),
    ) as Record<Field, number[]>;
    return {
      preset: preset.name,
      columns,
      found: fields.filter((field) => columns[field].length > 0).length,
      missing: missingIn((field) => columns[field].length > 0),
    };
  });
  const fitting = candidates
    .filter((candidate) => candidate.missing.length === 0)
    .toSorted((a, b) => b.found - a.found)[0];
  if (fitting !== undefined) return fitting;
  const missing = given === null ? "" : `缺少：${candidates[0]?.missing.join("、") ?? ""}。`;
  throw new TableError(
    `认不出文件的列，${missing}文件的列是：${header.join("、")}。请把列名改成可识别的，或在命令行用 --mapping 对照文件说明各列的含义`,
  );
}

function listed<Field extends string>(
  columns: Partial<Record<Field, string | string[] | undefined>> | undefined,
): Columns<Field> {
  return Object.fromEntries(
    Object.entries<string | string[] | undefined>(columns ?? {}).map(([field, names]) => [
      field,
      names === undefined ? [] : [names].flat(),
    ]),
  ) as unknown as Columns<Field>;
}

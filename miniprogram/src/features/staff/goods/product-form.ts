import type { Answer, Input } from "@/lib/api";
import { parseYuan, yuanInput } from "@/lib/format";

/** A product as staff read it. */
export type StaffProduct = Answer<"GET /v1/staff/products/:productId">;
type Body = Omit<Input<"PUT /v1/staff/products/:productId">["body"], "version">;

/** One option as it is typed: its values in one line. */
export type OptionForm = { readonly name: string; readonly values: string };

/** A SKU as it is typed: money and numbers as texts. */
export type SkuForm = {
  readonly skuId: string | null;
  readonly code: string;
  readonly optionValues: readonly string[];
  readonly mediaId: string | null;
  readonly listPrice: string;
  /** By tier level. */
  readonly memberPrices: Readonly<Record<string, string>>;
  readonly cost: string;
  readonly weight: string;
  readonly isOn: boolean;
};

/** A product as it is typed. */
export type ProductForm = {
  readonly title: string;
  readonly subtitle: string;
  readonly description: string;
  readonly keywords: string;
  readonly categoryIds: readonly string[];
  readonly mediaIds: readonly string[];
  readonly options: readonly OptionForm[];
  readonly skus: readonly SkuForm[];
  readonly perOrder: string;
  readonly perMember: string;
};

const emptySku = (optionValues: readonly string[]): SkuForm => ({
  skuId: null,
  code: "",
  optionValues,
  mediaId: null,
  listPrice: "",
  memberPrices: {},
  cost: "",
  weight: "0",
  isOn: true,
});

/** A product nobody has typed anything for. */
export const emptyForm: ProductForm = {
  title: "",
  subtitle: "",
  description: "",
  keywords: "",
  categoryIds: [],
  mediaIds: [],
  options: [],
  skus: [emptySku([])],
  perOrder: "",
  perMember: "",
};

/** What the server has, as it is shown for typing. */
export const formOf = (product: StaffProduct): ProductForm => ({
  title: product.title,
  subtitle: product.subtitle ?? "",
  description: product.description ?? "",
  keywords: product.keywords ?? "",
  categoryIds: product.categoryIds,
  mediaIds: product.mediaIds,
  options: product.options.map(({ name, values }) => ({ name, values: values.join(" ") })),
  skus: product.skus.map((sku) => ({
    skuId: sku.skuId,
    code: sku.code,
    optionValues: sku.optionValues,
    mediaId: sku.mediaId,
    listPrice: yuanInput(sku.listPriceFen),
    memberPrices: Object.fromEntries(
      Object.entries(sku.memberPricesFen).map(([level, fen]) => [level, yuanInput(fen)]),
    ),
    cost: sku.costFen === null ? "" : yuanInput(sku.costFen),
    weight: String(sku.weightGrams),
    isOn: sku.isOn,
  })),
  perOrder: product.perOrderLimit === null ? "" : String(product.perOrderLimit),
  perMember: product.perMemberLimit === null ? "" : String(product.perMemberLimit),
});

/** The values of an option, as they were typed in one line. */
export const valuesOf = ({ values }: OptionForm): string[] => [
  ...new Set(values.split(/[\s,，、]+/).filter((value) => value !== "")),
];

const namedOptions = (form: ProductForm) =>
  form.options
    .map((option) => ({ name: option.name.trim(), values: valuesOf(option) }))
    .filter(({ name, values }) => name !== "" && values.length > 0);

/** Every combination of the options, in their order; one empty one when there are none. */
function combinations(form: ProductForm): string[][] {
  let made: string[][] = [[]];
  for (const { values } of namedOptions(form))
    made = made.flatMap((start) => values.map((value) => [...start, value]));
  return made;
}

const keyOf = (values: readonly string[]): string => JSON.stringify(values);

/** Whether the SKUs are those of the options as typed. */
export function isMatrixStale(form: ProductForm): boolean {
  const wanted = new Set(combinations(form).map(keyOf));
  const missing = form.skus.filter(({ optionValues }) => !wanted.has(keyOf(optionValues)));
  return (
    missing.length > 0 ||
    new Set(form.skus.map((sku) => keyOf(sku.optionValues))).size < wanted.size
  );
}

/**
 * The SKUs of the options as typed: combinations that were there keep what was typed for them, new ones take the prices
 * of the first. Those that exist at the server cannot be deleted, so the server says when one of them would be lost.
 */
export function applyOptions(form: ProductForm): readonly SkuForm[] {
  const known = new Map(form.skus.map((sku) => [keyOf(sku.optionValues), sku]));
  const like = form.skus[0] ?? emptySku([]);
  return combinations(form).map(
    (values) =>
      known.get(keyOf(values)) ?? {
        ...like,
        skuId: null,
        mediaId: null,
        code: like.code === "" ? "" : `${like.code}-${values.length}${randomTail(values)}`,
        optionValues: values,
      },
  );
}

/** A tail that is the same for the same values: codes must differ and are letters and digits only. */
function randomTail(values: readonly string[]): string {
  let sum = 7;
  for (const letter of keyOf(values)) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_679_616;
  return sum.toString(36).toUpperCase().padStart(4, "0");
}

/** What is wrong with a field, by its place: `title`, `skus.0.listPrice`, `skus.0.memberPrices.2`. */
export type Faults = Readonly<Record<string, FaultKey>>;
/** The words for it. */
export type FaultKey =
  | "needed"
  | "moneyFault"
  | "aboveList"
  | "numberFault"
  | "codeFault"
  | "categoryFault"
  | "optionsStale";

/** Looks a typed SKU's money over, into `faults`, and gives it in fen. */
export function pricesOf(sku: SkuForm, place: string, faults: Record<string, FaultKey>) {
  const listPriceFen = parseYuan(sku.listPrice);
  if (listPriceFen === null) faults[`${place}.listPrice`] = "moneyFault";
  const costFen = sku.cost.trim() === "" ? null : parseYuan(sku.cost);
  if (costFen === null && sku.cost.trim() !== "") faults[`${place}.cost`] = "moneyFault";
  const memberPricesFen: Record<string, number> = {};
  for (const [level, typed] of Object.entries(sku.memberPrices)) {
    if (typed.trim() === "") continue;
    const fen = parseYuan(typed);
    if (fen === null) faults[`${place}.memberPrices.${level}`] = "moneyFault";
    else if (listPriceFen !== null && fen > listPriceFen)
      faults[`${place}.memberPrices.${level}`] = "aboveList";
    else memberPricesFen[level] = fen;
  }
  return { listPriceFen: listPriceFen ?? 0, memberPricesFen, costFen };
}

/** The form as the server takes it, or every field that is wrong. */
export function bodyOf(
  form: ProductForm,
):
  | { readonly body: Body; readonly faults: null }
  | { readonly body: null; readonly faults: Faults } {
  const faults: Record<string, FaultKey> = {};
  if (form.title.trim() === "") faults["title"] = "needed";
  if (form.categoryIds.length === 0) faults["categories"] = "categoryFault";
  if (isMatrixStale(form)) faults["options"] = "optionsStale";
  const whole = (typed: string, place: string): number | null => {
    if (typed.trim() === "") return null;
    if (!/^\d{1,7}$/.test(typed.trim())) faults[place] = "numberFault";
    return Number(typed);
  };
  const skus = form.skus.map((sku, at) => {
    const place = `skus.${at}`;
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(sku.code)) faults[`${place}.code`] = "codeFault";
    return {
      ...(sku.skuId === null ? {} : { skuId: sku.skuId }),
      code: sku.code,
      optionValues: [...sku.optionValues],
      mediaId: sku.mediaId,
      ...pricesOf(sku, place, faults),
      weightGrams: whole(sku.weight, `${place}.weight`) ?? 0,
      isOn: sku.isOn,
    };
  });
  const orNull = (typed: string) => (typed.trim() === "" ? null : typed.trim());
  const body: Body = {
    title: form.title.trim(),
    subtitle: orNull(form.subtitle),
    description: orNull(form.description),
    keywords: orNull(form.keywords),
    categoryIds: [...form.categoryIds],
    mediaIds: [...form.mediaIds],
    options: namedOptions(form),
    skus,
    perOrderLimit: whole(form.perOrder, "perOrder"),
    perMemberLimit: whole(form.perMember, "perMember"),
  };
  return Object.keys(faults).length === 0 ? { body, faults: null } : { body: null, faults };
}

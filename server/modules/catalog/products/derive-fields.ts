import type { DerivedFields, ProductRow } from "./product.model.ts";
import { unitPriceFor } from "./unit-price-for.ts";
import { wordsOf } from "./search-words.ts";

/** Works out what lists and search need ready-made from the rest of a product; SKUs that are off do not set prices. */
export function deriveFields(
  product: Pick<ProductRow, "title" | "subtitle" | "keywords" | "options" | "skus">,
): DerivedFields {
  const on = product.skus.filter(({ isOn }) => isOn);
  const priced = on.length > 0 ? on : product.skus;
  const prices = priced.map(({ listPriceFen }) => listPriceFen);
  const levels = new Set(priced.flatMap(({ memberPricesFen }) => Object.keys(memberPricesFen)));
  const memberPricesFromFen = Object.fromEntries(
    [...levels]
      .toSorted()
      .map((level) => [level, Math.min(...priced.map((sku) => unitPriceFor(sku, Number(level))))]),
  );
  const titleWords = wordsOf(product.title);
  const words = wordsOf(
    product.title,
    product.subtitle,
    product.keywords,
    ...product.options.flatMap(({ values }) => values),
    ...product.skus.map(({ code }) => code),
  );
  const isInTitle = new Set(titleWords);
  return {
    priceFromFen: Math.min(...prices),
    priceToFen: Math.max(...prices),
    memberPricesFromFen,
    titleWords,
    otherWords: words.filter((word) => !isInTitle.has(word)),
    words,
  };
}

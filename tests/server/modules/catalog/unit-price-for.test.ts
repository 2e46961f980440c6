import { describe, expect, it } from "vitest";
import { deriveFields } from "@server/modules/catalog/products/derive-fields.ts";
import { unitPriceFor } from "@server/modules/catalog/index.ts";

const sku = (code: string, listPriceFen: number, memberPricesFen: Record<string, number>) => ({
  skuId: `sku_${code}`,
  code,
  optionValues: [],
  mediaId: null,
  isOn: true,
  costFen: null,
  weightGrams: 0,
  listPriceFen,
  memberPricesFen,
});

describe("the price of a tier", () => {
  it("is the best of its own and lower levels, in lists as at the checkout", () => {
    const small = sku("S", 2_000, { "1": 1_800 });
    const large = sku("L", 3_000, { "3": 1_500 });
    expect([0, 1, 2, 3].map((level) => unitPriceFor(small, level))).toEqual([
      2_000, 1_800, 1_800, 1_800,
    ]);
    const { memberPricesFromFen } = deriveFields({
      title: "茶",
      subtitle: null,
      keywords: null,
      options: [],
      skus: [small, large],
    });
    expect(memberPricesFromFen).toEqual({ "1": 1_800, "3": 1_500 });
    const onlySmall = deriveFields({
      title: "茶",
      subtitle: null,
      keywords: null,
      options: [],
      skus: [small, sku("X", 9_000, { "3": 8_000 })],
    });
    // Level 3 still gets the small one at its price of level 1.
    expect(onlySmall.memberPricesFromFen).toEqual({ "1": 1_800, "3": 1_800 });
  });
});

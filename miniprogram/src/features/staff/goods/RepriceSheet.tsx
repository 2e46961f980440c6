import { View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { goodsTexts } from "@/i18n/staff-goods";
import { useSend } from "@/lib/query";
import { toast } from "@/lib/say";
import { ReasonSheet } from "../ReasonSheet";
import {
  formOf,
  pricesOf,
  type FaultKey,
  type Faults,
  type SkuForm,
  type StaffProduct,
} from "./product-form";
import { SkuFields } from "./SkuFields";
import { usePriceLevels } from "./use-price-levels";

type Props = {
  product: StaffProduct;
  isOpen: boolean;
  onDone: (fresh: StaffProduct) => void;
  onClose: () => void;
};

/** Changes prices and costs with a reason; only what was changed is sent. */
export function RepriceSheet({ product, isOpen, onDone, onClose }: Readonly<Props>) {
  const t = useTexts(goodsTexts);
  const before = formOf(product).skus;
  const [skus, setSkus] = useState<readonly SkuForm[]>(before);
  const [faults, setFaults] = useState<Faults>({});
  const levels = usePriceLevels(skus.flatMap((sku) => Object.keys(sku.memberPrices)));
  const reprice = useSend("POST /v1/staff/products/:productId/prices", [
    "GET /v1/staff/products",
    "GET /v1/products",
    "GET /v1/home",
  ]);
  const isChanged = (sku: SkuForm, at: number) =>
    JSON.stringify(sku) !== JSON.stringify(before[at]);
  const changed = skus.filter(isChanged);
  const handleSend = (reason: string) => {
    const found: Record<string, FaultKey> = {};
    const prices = skus.flatMap((sku, at) => {
      const typed = pricesOf(sku, `skus.${at}`, found);
      return sku.skuId === null || !isChanged(sku, at) ? [] : [{ skuId: sku.skuId, ...typed }];
    });
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    reprice.mutate(
      {
        params: { productId: product.productId },
        body: { version: product.version, prices, reason },
      },
      {
        onSuccess: (fresh) => {
          toast(t("repriced"));
          onDone(fresh);
          onClose();
        },
      },
    );
  };
  return (
    <ReasonSheet
      isOpen={isOpen}
      title={t("reprice")}
      text={t("repriceText")}
      label={t("reason")}
      action={t("repriceAction", { count: changed.length })}
      isBusy={reprice.isPending}
      isDisabled={changed.length === 0}
      error={reprice.error}
      onSend={handleSend}
      onClose={onClose}
    >
      <View className="nd-stack">
        {skus.map((sku, at) => (
          <SkuFields
            key={sku.skuId ?? String(at)}
            sku={sku}
            place={`skus.${at}`}
            levels={levels}
            faults={faults}
            isPricesOnly
            onChange={(change) =>
              setSkus(skus.map((one, index) => (index === at ? { ...one, ...change } : one)))
            }
          />
        ))}
      </View>
    </ReasonSheet>
  );
}

import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { money } from "@/lib/format";
import { useApi, useApiList } from "@/lib/query";
import { Empty, Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Cell } from "@/ui/Cell";
import { Check } from "@/ui/Check";
import { List } from "@/ui/List";
import { Picture } from "@/ui/Picture";
import { Sheet } from "@/ui/Sheet";
import { Skeleton } from "@/ui/Skeleton";
import { Tap } from "@/ui/Tap";
import { SearchField } from "../SearchField";

type ProductsProps = {
  productIds: readonly string[];
  /** What it means when none is chosen. */
  none: string;
  onTurn: (productId: string) => void;
};

/** Some products, found by words. */
export function PickProducts({ productIds, none, onTurn }: Readonly<ProductsProps>) {
  const t = useTexts(staffOfferTexts);
  const [isOpen, setOpen] = useState(false);
  return (
    <View className="nd-stack">
      {productIds.length === 0 && <Text className="nd-second">{none}</Text>}
      {productIds.map((productId) => (
        <View key={productId} className="nd-row">
          <View className="nd-grow">
            <ProductName productId={productId} />
          </View>
          <Button isSmall onTap={() => onTurn(productId)}>
            {t("takeAway")}
          </Button>
        </View>
      ))}
      <View className="nd-row">
        <Button isSmall look="soft" onTap={() => setOpen(true)}>
          {t("pickProducts")}
        </Button>
      </View>
      <ProductSheet
        isOpen={isOpen}
        chosen={productIds}
        onPick={onTurn}
        onClose={() => setOpen(false)}
      />
    </View>
  );
}

type SheetProps = FoundProps & { isOpen: boolean; onClose: () => void };

/** Finds products by words; a tap takes one or takes it away again. */
export function ProductSheet({ isOpen, onClose, ...found }: Readonly<SheetProps>) {
  const t = useTexts(staffOfferTexts);
  return (
    <Sheet isOpen={isOpen} title={t("pickProducts")} onClose={onClose}>
      <Found {...found} />
    </Sheet>
  );
}

type FoundProps = { chosen: readonly string[]; onPick: (productId: string) => void };

function Found({ chosen, onPick }: Readonly<FoundProps>) {
  const t = useTexts(staffOfferTexts);
  const [q, setQ] = useState("");
  const list = useApiList(
    "GET /v1/staff/products",
    { query: { limit: 10, ...(q === "" ? {} : { q }) } },
    { keepsLast: true },
  );
  return (
    <>
      <SearchField
        label={t("findProduct")}
        hint={t("findProductHint")}
        action={t("find")}
        id="find-product"
        onSearch={setQ}
      />
      <List
        list={list}
        className=""
        keyOf={({ productId }) => productId}
        empty={<Empty mark="glass" text={t("noProduct")} />}
        render={(product) => (
          <Tap
            role="checkbox"
            className="nd-cell"
            isOn={chosen.includes(product.productId)}
            onTap={() => onPick(product.productId)}
          >
            <Check isOn={chosen.includes(product.productId)} />
            <Picture url={product.pictureUrl} alt="" size={80} />
            <View className="nd-grow">
              <View className="nd-clip">{product.title}</View>
              <Text className="nd-note">{money(product.priceFromFen)}</Text>
            </View>
          </Tap>
        )}
      />
    </>
  );
}

/** What a product is called. */
export function ProductName({ productId }: Readonly<{ productId: string }>) {
  const product = useApi("GET /v1/staff/products/:productId", { params: { productId } });
  return <Text>{product.data?.title ?? productId.slice(-6)}</Text>;
}

/** What a SKU is called, with its options. */
export function SkuName({ skuId }: Readonly<{ skuId: string }>) {
  const names = useApi("GET /v1/staff/skus", { query: { skuIds: skuId } });
  const sku = names.data?.items[0];
  return (
    <Text>{sku === undefined ? skuId.slice(-6) : `${sku.title} ${sku.optionsText}`.trim()}</Text>
  );
}

/** One SKU more: a product is found by words, then one of its SKUs is taken. */
export function PickSku({
  text,
  onPick,
}: Readonly<{ text: string; onPick: (id: string) => void }>) {
  const t = useTexts(staffOfferTexts);
  const [isOpen, setOpen] = useState(false);
  const [productId, setProductId] = useState<string | null>(null);
  const handleClose = () => {
    setOpen(false);
    setProductId(null);
  };
  return (
    <View className="nd-row">
      <Button isSmall look="soft" onTap={() => setOpen(true)}>
        {text}
      </Button>
      <Sheet isOpen={isOpen} title={text} onClose={handleClose}>
        {productId === null ? (
          <Found chosen={[]} onPick={setProductId} />
        ) : (
          <>
            <Skus
              productId={productId}
              onPick={(skuId) => {
                onPick(skuId);
                handleClose();
              }}
            />
            <Button isBlock onTap={() => setProductId(null)}>
              {t("otherProduct")}
            </Button>
          </>
        )}
      </Sheet>
    </View>
  );
}

type SkusProps = { productId: string; onPick: (skuId: string) => void };

function Skus({ productId, onPick }: Readonly<SkusProps>) {
  const product = useApi("GET /v1/staff/products/:productId", { params: { productId } });
  if (product.data === undefined)
    return product.error === null ? (
      <Skeleton heights={[88, 88]} />
    ) : (
      <Failure error={product.error} onRetry={() => void product.refetch()} />
    );
  const { title, skus } = product.data;
  return (
    <View>
      {skus.map((sku) => (
        <Cell
          key={sku.skuId}
          title={sku.optionValues.length === 0 ? title : sku.optionValues.join(" ")}
          note={sku.code}
          value={money(sku.listPriceFen)}
          onTap={() => onPick(sku.skuId)}
        />
      ))}
    </View>
  );
}

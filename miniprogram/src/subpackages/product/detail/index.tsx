import { Text, View } from "@tarojs/components";
import { useRouter, useShareAppMessage } from "@tarojs/taro";
import { useState } from "react";
import { Gallery } from "@/features/catalog/Gallery";
import { Offers } from "@/features/catalog/Offers";
import { OptionsSheet } from "@/features/catalog/OptionsSheet";
import { PriceBlock } from "@/features/catalog/PriceBlock";
import { ProductBar } from "@/features/catalog/ProductBar";
import { ShareSheet } from "@/features/catalog/ShareSheet";
import { Similar } from "@/features/catalog/Similar";
import { faultOf, firstSku, useProduct, type Sku } from "@/features/catalog/use-product";
import { useAddToCart } from "@/features/cart/use-cart";
import { beginCheckout } from "@/features/checkout/draft";
import { useTexts } from "@/i18n";
import { catalogTexts, productTexts } from "@/i18n/catalog";
import { Refusal, urlOf } from "@/lib/api";
import { grouped, pictureAt } from "@/lib/format";
import { newId } from "@/lib/ids";
import { sentenceOf } from "@/lib/query";
import { go, pathOf } from "@/lib/routes";
import { toast } from "@/lib/say";
import { Empty, Failure } from "@/ui/Blank";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Notice } from "@/ui/Notice";
import { Screen } from "@/ui/Screen";
import { Skeleton } from "@/ui/Skeleton";

/** One product: to look at, to choose a combination of, to put into the cart or to buy. */
export default function ProductPage() {
  const t = useTexts(productTexts);
  const words = useTexts(catalogTexts);
  const productId = useRouter().params["id"] ?? "";
  const { data: product, error, refetch } = useProduct(productId);
  const cart = useAddToCart();
  const [picked, setPicked] = useState<Sku | null>(null);
  const [isChoosing, setChoosing] = useState(false);
  const [isSharing, setSharing] = useState(false);
  useShareAppMessage(() => {
    const picture = product?.pictureUrls[0];
    return {
      title: product?.title ?? "",
      path: pathOf("product", { id: productId }),
      ...(picture === undefined ? {} : { imageUrl: urlOf(pictureAt(picture, 480)) }),
    };
  });
  if (product === undefined) {
    const isGone = productId === "" || (error instanceof Refusal && error.status === 404);
    return (
      <Screen>
        {isGone ? (
          <Empty
            mark="glass"
            text={t("gone")}
            next={{ text: t("toHome"), onTap: () => go("home") }}
          />
        ) : error === null ? (
          <Skeleton heights={[686, 160, 120, 240]} />
        ) : (
          <Failure error={error} onRetry={() => void refetch()} />
        )}
      </Screen>
    );
  }
  const chosen = product.skus.find(({ skuId }) => skuId === picked?.skuId) ?? firstSku(product);
  const isChoice = product.skus.length > 1;
  const isAllGone = product.skus.every((sku) => faultOf(sku) !== null);
  const handleAdd = async (sku: Sku, quantity: number) => {
    setChoosing(false);
    if (await cart.add(sku.skuId, quantity)) toast(t("added"));
  };
  const handleBuy = (sku: Sku, quantity: number) => {
    setChoosing(false);
    beginCheckout([{ lineId: newId("lin"), skuId: sku.skuId, quantity }]);
    go("checkout");
  };
  const orChoose = (act: (sku: Sku) => void) => () => {
    if (isChoice || chosen === null) setChoosing(true);
    else act(chosen);
  };
  return (
    <Screen
      bar={
        <ProductBar
          cartCount={cart.count}
          isOff={isAllGone}
          offWord={t("soldOut")}
          onAdd={orChoose((sku) => void handleAdd(sku, 1))}
          onBuy={orChoose((sku) => handleBuy(sku, 1))}
          onShare={() => setSharing(true)}
        />
      }
    >
      <View className="product-page">
        <Gallery urls={product.pictureUrls} title={product.title} />
        <View className="product-page__words">
          {cart.error !== null && <Notice mood="bad">{sentenceOf(cart.error, t("away"))}</Notice>}
          <Card>
            <View className="nd-stack">
              {chosen !== null && <PriceBlock sku={chosen} isRange={isChoice && picked === null} />}
              <View className="product-page__title">{product.title}</View>
              {product.subtitle !== null && <Text className="nd-second">{product.subtitle}</Text>}
              {product.soldCount > 0 && (
                <Text className="nd-note">
                  {words("sold", { count: grouped(product.soldCount) })}
                </Text>
              )}
              <Offers product={product} />
            </View>
          </Card>
          {(isChoice || product.options.length > 0) && (
            <Card>
              <Cell
                title={t("choose")}
                note={product.options.map(({ name }) => name).join(" · ")}
                value={picked === null ? "" : picked.optionValues.join(" / ")}
                onTap={() => setChoosing(true)}
              />
            </Card>
          )}
        </View>
        {product.description !== null && (
          <Card className="product-page__details" title={t("details")}>
            <View className="product-page__text">{product.description}</View>
            {chosen !== null && chosen.weightGrams > 0 && (
              <View className="nd-note">{t("weight", { grams: grouped(chosen.weightGrams) })}</View>
            )}
          </Card>
        )}
      </View>
      <Similar product={product} />
      <OptionsSheet
        product={product}
        chosen={chosen}
        onChoose={setPicked}
        isOpen={isChoosing}
        onClose={() => setChoosing(false)}
        onAdd={(sku, quantity) => void handleAdd(sku, quantity)}
        onBuy={handleBuy}
      />
      <ShareSheet
        productId={product.productId}
        title={product.title}
        isOpen={isSharing}
        onClose={() => setSharing(false)}
      />
    </Screen>
  );
}

import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { productTexts } from "@/i18n/catalog";
import { dayOf, money } from "@/lib/format";
import { Sheet } from "@/ui/Sheet";
import { Tag } from "@/ui/Tag";
import { Tap } from "@/ui/Tap";
import { useOffersOn, type Offer, type Product } from "./use-product";
import "./product.css";

/** The campaigns that may count, as chips; a tap opens what they say in full. */
export function Offers({ product }: Readonly<{ product: Product }>) {
  const t = useTexts(productTexts);
  const [isOpen, setOpen] = useState(false);
  const offers = useOffersOn(product);
  if (offers.length === 0) return null;
  return (
    <>
      <Tap className="offers" onTap={() => setOpen(true)} label={t("campaignsTitle")}>
        <Text className="nd-second offers__head">{t("campaigns")}</Text>
        <View className="offers__chips">
          {offers.map(({ campaignId, givesText }) => (
            <Text key={campaignId} className="nd-tag nd-tag--brand offers__chip">
              {givesText}
            </Text>
          ))}
        </View>
        <View className="nd-cell__arrow" />
      </Tap>
      <Sheet isOpen={isOpen} title={t("campaignsTitle")} onClose={() => setOpen(false)}>
        {offers.map((offer) => (
          <OfferWords key={offer.campaignId} offer={offer} product={product} />
        ))}
        <Text className="nd-note">{t("campaignsHint")}</Text>
      </Sheet>
    </>
  );
}

function OfferWords({ offer, product }: Readonly<{ offer: Offer; product: Product }>) {
  const t = useTexts(productTexts);
  const words = useDateWords();
  const flash = offer.flashPrices.filter(({ skuId }) =>
    product.skus.some((sku) => sku.skuId === skuId),
  );
  return (
    <View className="offer-words">
      <View className="nd-row nd-row--wrap">
        <Text className="nd-strong">{offer.name}</Text>
        {!offer.isOnToday && <Tag text={t("notToday")} mood="warn" />}
      </View>
      <Text>{offer.givesText}</Text>
      {flash.map(({ skuId, priceFen, unitsLeft }) => (
        <Text key={skuId} className="nd-second">
          {product.skus.find((sku) => sku.skuId === skuId)?.optionValues.join(" / ")}{" "}
          {t("flash", { price: money(priceFen), count: unitsLeft })}
        </Text>
      ))}
      {offer.description !== null && <Text className="nd-second">{offer.description}</Text>}
      <Text className="nd-note">
        {offer.scheduleText} · {dayOf(offer.from, words)} – {dayOf(offer.until, words)}
      </Text>
    </View>
  );
}

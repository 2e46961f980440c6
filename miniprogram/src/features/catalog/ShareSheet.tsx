import { Image, Text } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { productTexts } from "@/i18n/catalog";
import { urlOf } from "@/lib/api";
import { platform } from "@/lib/platform";
import { Notice } from "@/ui/Notice";
import { ShareButton } from "@/ui/ShareButton";
import { Sheet } from "@/ui/Sheet";
import "./product.css";

type Props = { productId: string; title: string; isOpen: boolean; onClose: () => void };

/** Tells friends: by WeChat's card where it is, and by a poster with a code everywhere. */
export function ShareSheet({ productId, title, isOpen, onClose }: Readonly<Props>) {
  const t = useTexts(productTexts);
  const [isAway, setAway] = useState(false);
  return (
    <Sheet isOpen={isOpen} title={t("shareTitle")} onClose={onClose}>
      {platform.name === "weapp" && <ShareButton>{t("share")}</ShareButton>}
      {isAway ? (
        <Notice mood="bad">{t("posterAway")}</Notice>
      ) : (
        <>
          <Image
            className="poster"
            src={urlOf(`/v1/products/${productId}/poster`)}
            mode="aspectFit"
            showMenuByLongpress
            onError={() => setAway(true)}
            {...{ alt: title, "aria-label": title, imgProps: { alt: title } }}
          />
          <Text className="nd-note poster__hint">{t("posterHint")}</Text>
        </>
      )}
    </Sheet>
  );
}

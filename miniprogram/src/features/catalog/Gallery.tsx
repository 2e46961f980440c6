import { Swiper, SwiperItem, Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { productTexts } from "@/i18n/catalog";
import { Picture } from "@/ui/Picture";
import "./product.css";

/** The product's pictures, pushed sideways, with how many there are. */
export function Gallery({ urls, title }: Readonly<{ urls: readonly string[]; title: string }>) {
  const t = useTexts(productTexts);
  const [at, setAt] = useState(0);
  const count = urls.length;
  if (count <= 1)
    return (
      <View className="gallery">
        <Picture url={urls[0] ?? null} alt={title} />
      </View>
    );
  return (
    <View className="gallery">
      <Swiper className="gallery__swiper" circular onChange={({ detail }) => setAt(detail.current)}>
        {urls.map((url) => (
          <SwiperItem key={url}>
            <Picture url={url} alt={title} />
          </SwiperItem>
        ))}
      </Swiper>
      <Text className="gallery__count" {...{ "aria-label": t("picture", { at: at + 1, count }) }}>
        {at + 1} / {count}
      </Text>
    </View>
  );
}

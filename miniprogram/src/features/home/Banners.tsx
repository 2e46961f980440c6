import { Image, Swiper, SwiperItem, Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { homeTexts } from "@/i18n/home";
import { urlOf, type Answer } from "@/lib/api";
import { Tap } from "@/ui/Tap";
import "./home.css";

type Banner = Answer<"GET /v1/home">["banners"][number];

/** The shop's own pictures, pushed sideways; each leads to a product or a category. */
export function Banners({
  banners,
  onOpen,
}: Readonly<{ banners: readonly Banner[]; onOpen: (banner: Banner) => void }>) {
  const t = useTexts(homeTexts);
  const [at, setAt] = useState(0);
  if (banners.length === 0) return null;
  return (
    <View className="banners-frame">
      <Swiper
        className="banners"
        circular={banners.length > 1}
        onChange={({ detail }) => setAt(detail.current)}
      >
        {banners.map((banner, index) => (
          <SwiperItem key={`${index} ${banner.title}`}>
            <Tap
              className="banner"
              role="link"
              label={t("banner", { title: banner.title, subtitle: banner.subtitle ?? "" })}
              onTap={() => onOpen(banner)}
            >
              <Image
                className="banner__picture"
                src={urlOf(banner.pictureUrl)}
                mode="aspectFill"
                aria-hidden="true"
                {...(process.env.TARO_ENV === "h5" ? { nativeProps: { alt: "" } } : {})}
              />
              <View className="banner__words">
                <Text className="banner__title">{banner.title}</Text>
                {banner.subtitle !== null && (
                  <Text className="banner__note">{banner.subtitle}</Text>
                )}
              </View>
            </Tap>
          </SwiperItem>
        ))}
      </Swiper>
      {banners.length > 1 && (
        <View className="banners-dots" {...{ "aria-hidden": "true" }}>
          {banners.map(({ title }, index) => (
            <View
              key={`${index} ${title}`}
              className={`banners-dot ${index === at ? "banners-dot--on" : ""}`}
            />
          ))}
        </View>
      )}
    </View>
  );
}

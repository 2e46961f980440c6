import { Image, View } from "@tarojs/components";
import Taro from "@tarojs/taro";
import { urlOf } from "@/lib/api";
import { pictureAt } from "@/lib/format";

type Props = {
  /** A picture of the server, or null where there is none. */
  url: string | null;
  /** What is on it; empty when the words beside it say so. */
  alt: string;
  /** Its side in px of a page 750 wide; absent fills its place as a square. */
  size?: number;
};

/** A square picture: its place is kept, its file is as large as is needed and comes when it is looked at. */
export function Picture({ url, alt, size }: Readonly<Props>) {
  const width = size === undefined || size > 480 ? 960 : size > 240 ? 480 : 240;
  const style =
    size === undefined
      ? { width: "100%", aspectRatio: "1" }
      : { width: Taro.pxTransform(size), height: Taro.pxTransform(size) };
  // In a browser the picture itself is inside Taro's.
  const inBrowser = alt === "" ? { "aria-hidden": "true" } : { alt };
  return (
    <View className="nd-picture" style={style}>
      {url !== null && (
        <Image
          className="nd-picture__image"
          src={urlOf(pictureAt(url, width))}
          mode="aspectFill"
          lazyLoad
          {...(alt === "" ? { "aria-hidden": "true" } : { alt, "aria-label": alt })}
          {...(process.env.TARO_ENV === "h5" ? { nativeProps: inBrowser } : {})}
        />
      )}
    </View>
  );
}

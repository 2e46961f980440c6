import { View } from "@tarojs/components";
import Taro from "@tarojs/taro";

/** A place of the shape of what will stand there; heights in px of a page 750 wide. */
export function Skeleton({ heights }: Readonly<{ heights: readonly number[] }>) {
  return (
    <View className="nd-stack" {...{ "aria-hidden": "true" }}>
      {heights.map((height, at) => (
        <View
          key={`${at}-${height}`}
          className="nd-skeleton"
          style={{ height: Taro.pxTransform(height) }}
        />
      ))}
    </View>
  );
}

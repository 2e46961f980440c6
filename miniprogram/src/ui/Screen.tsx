import { View } from "@tarojs/components";
import type { PropsWithChildren, ReactNode } from "react";
import { kept } from "@/lib/storage";
import { createStore, useStore } from "@/lib/store";

/** Whether this person reads large letters. */
export const largeText = createStore<boolean>(kept<boolean>("large-text", false));

type Props = PropsWithChildren<{
  /** The main action and the sum, always in reach. */
  bar?: ReactNode;
  /** The page lays itself out over the whole window. */
  isWide?: boolean;
  /** A tab page: its bar stands above the tabs. */
  isTab?: boolean;
}>;

/** A page: ground, letters, margins, and room for the bar at the bottom. */
export function Screen({ bar, isWide = false, isTab = false, children }: Readonly<Props>) {
  const isLarge = useStore(largeText);
  const classes = ["nd-screen"];
  if (isLarge) classes.push("nd-large");
  if (isWide) classes.push("nd-screen--wide");
  if (bar !== undefined) classes.push("nd-screen--bar");
  return (
    <View className={classes.join(" ")}>
      <View className="nd-screen__body" {...{ role: "main" }}>
        {children}
      </View>
      {bar !== undefined && (
        <View className={`nd-bar ${isTab ? "nd-bar--tab" : ""}`}>
          <View className="nd-bar__inner">{bar}</View>
        </View>
      )}
    </View>
  );
}

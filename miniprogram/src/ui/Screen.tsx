import { Text, View } from "@tarojs/components";
import { useRouter } from "@tarojs/taro";
import type { PropsWithChildren, ReactNode } from "react";
import { useTexts } from "@/i18n";
import { uiTexts } from "@/i18n/ui";
import { platform } from "@/lib/platform";
import { goBack, isTabPath } from "@/lib/routes";
import { kept } from "@/lib/storage";
import { createStore, useStore } from "@/lib/store";
import { roleOf } from "./role";
import { Tap } from "./Tap";
import { useTitle } from "./use-title";

/** Whether this person reads large letters. */
export const largeText = createStore<boolean>(kept<boolean>("large-text", false));

type Props = PropsWithChildren<{
  /** The main action and the sum, always in reach. */
  bar?: ReactNode;
  /** The page lays itself out over the whole window. */
  isWide?: boolean;
  /** A tab page: its bar stands above the tabs. */
  isTab?: boolean;
  /** The page has a head of its own. */
  hasOwnHead?: boolean;
}>;

/** A page: ground, letters, margins, and room for the bar at the bottom. */
export function Screen({
  bar,
  isWide = false,
  isTab = false,
  hasOwnHead = false,
  children,
}: Readonly<Props>) {
  const isLarge = useStore(largeText);
  const title = useTitle();
  const classes = ["nd-screen"];
  if (isLarge) classes.push("nd-large");
  if (isWide) classes.push("nd-screen--wide");
  if (bar !== undefined) classes.push("nd-screen--bar");
  return (
    <View className={classes.join(" ")}>
      {platform.name === "h5" && !hasOwnHead && <Top title={title} />}
      <View className="nd-screen__body" {...roleOf("main")}>
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

/** The way back and the page's name, which WeChat draws itself and a browser does not. */
function Top({ title }: Readonly<{ title: string }>) {
  const t = useTexts(uiTexts);
  const { path } = useRouter();
  if (isTabPath(path)) return null;
  return (
    <View className="nd-top">
      <Tap className="nd-top__back" label={t("back")} onTap={() => goBack()}>
        ‹
      </Tap>
      <Text className="nd-top__title">{title}</Text>
    </View>
  );
}

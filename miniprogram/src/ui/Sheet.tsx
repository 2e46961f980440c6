import { Text, View } from "@tarojs/components";
import { useRouter } from "@tarojs/taro";
import { Popup } from "@nutui/nutui-react-taro/dist/es/packages/popup/popup";
import "@nutui/nutui-react-taro/dist/es/packages/popup/style/css";
import type { PropsWithChildren } from "react";
import { useTexts } from "@/i18n";
import { uiTexts } from "@/i18n/ui";
import { isTabPath } from "@/lib/routes";
import { useStore } from "@/lib/store";
import { roleOf } from "./role";
import { largeText } from "./Screen";
import { Tap } from "./Tap";

type Props = PropsWithChildren<{ isOpen: boolean; title: string; onClose: () => void }>;

/** Something to choose or to confirm, from below; the page stays where it was. */
export function Sheet({ isOpen, title, onClose, children }: Readonly<Props>) {
  const t = useTexts(uiTexts);
  const isLarge = useStore(largeText);
  const classes = ["nd-sheet"];
  if (isLarge) classes.push("nd-large");
  if (isTabPath(useRouter().path)) classes.push("nd-sheet--tab");
  return (
    <Popup visible={isOpen} position="bottom" round onClose={onClose} destroyOnClose lockScroll>
      <View className={classes.join(" ")} {...roleOf("dialog", { "aria-label": title })}>
        <View className="nd-sheet__head">
          <Text className="nd-section__title">{title}</Text>
          <Tap className="nd-sheet__close" label={t("close")} onTap={onClose}>
            ×
          </Tap>
        </View>
        {isOpen ? children : null}
      </View>
    </Popup>
  );
}

import { Text, View } from "@tarojs/components";
import { Popup } from "@nutui/nutui-react-taro/dist/es/packages/popup/popup";
import "@nutui/nutui-react-taro/dist/es/packages/popup/style/css";
import type { PropsWithChildren } from "react";
import { useTexts } from "@/i18n";
import { uiTexts } from "@/i18n/ui";
import { useStore } from "@/lib/store";
import { largeText } from "./Screen";
import { Tap } from "./Tap";

type Props = PropsWithChildren<{ isOpen: boolean; title: string; onClose: () => void }>;

/** Something to choose or to confirm, from below; the page stays where it was. */
export function Sheet({ isOpen, title, onClose, children }: Readonly<Props>) {
  const t = useTexts(uiTexts);
  const isLarge = useStore(largeText);
  return (
    <Popup visible={isOpen} position="bottom" round onClose={onClose} destroyOnClose lockScroll>
      <View
        className={`nd-sheet ${isLarge ? "nd-large" : ""}`}
        {...{ role: "dialog", "aria-label": title }}
      >
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

import { useDidHide, useDidShow, useRouter } from "@tarojs/taro";
import { useEffect, useRef } from "react";
import { language, useTexts, type Language } from "@/i18n";
import { pageTexts } from "@/i18n/pages";
import { nameTabs, nameWindow } from "@/lib/head";
import { isTabPath, pageAt, tabNames } from "@/lib/routes";
import { useStore } from "@/lib/store";

/** What the bar of tabs speaks; its configuration is Chinese. */
let tabsSpeak: Language = "zh-CN";

/** What this page is called in the language of the phone; told to the window, and to the tabs, while it is in front. */
export function useTitle(): string {
  const { path } = useRouter();
  const spoken = useStore(language);
  const t = useTexts(pageTexts);
  const name = pageAt(path);
  const title = name === null ? "" : t(name);
  const isShown = useRef(false);
  const tell = () => {
    if (title !== "") nameWindow(title);
    if (!isTabPath(path) || tabsSpeak === spoken) return;
    tabsSpeak = spoken;
    void nameTabs(tabNames.map((tab) => t(tab))).catch(() => {
      tabsSpeak = "zh-CN";
    });
  };
  useDidShow(() => {
    isShown.current = true;
    tell();
  });
  useDidHide(() => {
    isShown.current = false;
  });
  useEffect(() => {
    if (isShown.current) tell();
  }, [title, spoken]);
  return title;
}

import Taro from "@tarojs/taro";

/** Says in the head of the window which page is in front. */
export function nameWindow(title: string): void {
  void Taro.setNavigationBarTitle({ title });
}

/** Says what the tabs are called, from the first on. WeChat takes it only while a tab page is in front. */
export async function nameTabs(names: readonly string[]): Promise<void> {
  await Promise.all(names.map(async (text, index) => await Taro.setTabBarItem({ index, text })));
}

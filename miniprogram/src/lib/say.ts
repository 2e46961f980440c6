import Taro from "@tarojs/taro";

/** Says in passing that something has just succeeded; what failed stays on the page instead. */
export function toast(text: string): void {
  void Taro.showToast({ title: text, icon: "none", duration: 2_000 });
}

import Taro, { usePullDownRefresh } from "@tarojs/taro";
import type { Endpoint } from "./api";
import { refresh } from "./query";

/** Pulling the page down asks again for what these calls read; the page must allow it in its config. */
export function usePullToRefresh(endpoints: readonly Endpoint[]): void {
  usePullDownRefresh(() => {
    void refresh(endpoints).finally(() => {
      Taro.stopPullDownRefresh();
    });
  });
}

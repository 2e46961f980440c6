import { texts } from "./index";

/** Words of the pieces that know no business. */
export const uiTexts = texts({
  away: ["网络不通，或店里暂时没有答复", "No connection, or the shop does not answer"],
  silent: ["店里暂时没有答复", "The shop does not answer"],
  awayNote: ["请稍后再试", "Please try again later"],
  nothingHere: ["没有找到，可能已经下架或删除", "Not found. It may be gone by now"],
  home: ["去首页", "To the home page"],
  retry: ["重试", "Try again"],
  number: ["编号 {id}", "No. {id}"],
  back: ["返回", "Back"],
  close: ["关闭", "Close"],
  needs: ["上面还有没填好或没选好的", "Something above is still missing"],
  needsOf: ["还要填写「{label}」", "“{label}” is still missing"],
  keep: ["先不", "Not now"],
  less: ["减一", "One less"],
  more: ["加一", "One more"],
  loadMore: ["看更多", "More"],
  end: ["没有更多了", "That is all"],
});

import { texts } from "./index";

/** Words of the shop's stores as staff write them. */
export const staffStoreTexts = texts({
  away: ["网络不通，或店里暂时没有答复；您填的都还在", "No answer; what you typed is still here"],
  note: [
    "地址、营业时间和电话顾客都看得到；自提时可选的，是打开了自提的门店。",
    "Shoppers see address, hours and phone, and collect at stores with pickup on.",
  ],
  add: ["新建门店", "Add a store"],
  edit: ["修改", "Edit"],
  none: ["还没有门店", "No stores yet"],
  noneNote: ["第一家会自动成为默认门店", "The first one becomes the default"],
  direct: ["直营", "Own"],
  franchise: ["加盟", "Franchise"],
  isDefault: ["默认门店", "Default"],
  makeDefault: ["设为默认门店", "Make it the default"],
  defaultNote: [
    "快递从默认门店发出，商品页显示它的库存",
    "Parcels leave from it, and product pages show its stock",
  ],
  pickup: ["可以自提", "Pickup"],
  noPickup: ["不自提", "No pickup"],
  name: ["店名", "Name"],
  kind: ["经营方式", "Run as"],
  region: ["所在地区", "Region"],
  pickRegion: ["选择省、市、区", "Choose province, city, district"],
  detail: ["街道与门牌", "Street and number"],
  hours: ["营业时间", "Opening hours"],
  hoursHint: ["例如 每天 9:00–21:00", "E.g. daily 9:00–21:00"],
  phone: ["电话（可不填）", "Phone (optional)"],
  phoneHint: ["座机、手机或 400 电话", "Landline, mobile or 400"],
  why: ["为什么改", "Why"],
  whyHint: ["写进操作记录", "Kept in the audit trail"],
  open: ["开这家店", "Open the store"],
  save: ["保存", "Save"],
  saved: ["已保存", "Saved"],
  opened: ["门店已新建", "The store is there"],
});

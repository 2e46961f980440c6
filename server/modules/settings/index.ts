// Settings: how the shop presents itself as a whole. Words: slogan (标语), hot word (热搜词), refund address (退货地址).
// Invariants: there is one row, changed only by who saw its version; where goods go back to is stored sealed.
export { saveShop, type ShopInput } from "./save-shop.ts";
export { settingsHandlers } from "./settings.routes.ts";

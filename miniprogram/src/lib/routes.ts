import Taro from "@tarojs/taro";

/** Tab pages, which are gone to and not stacked. */
const tabs = {
  home: "/pages/home/index",
  category: "/pages/category/index",
  cart: "/pages/cart/index",
  me: "/pages/me/index",
} as const;

/** Every other page by the name that the rest of the code uses. */
const pages = {
  product: "/subpackages/product/detail/index",
  search: "/subpackages/product/search/index",
  checkout: "/subpackages/checkout/confirm/index",
  payResult: "/subpackages/checkout/result/index",
  addresses: "/subpackages/checkout/addresses/index",
  address: "/subpackages/checkout/address/index",
  orders: "/subpackages/orders/list/index",
  order: "/subpackages/orders/detail/index",
  invoice: "/subpackages/orders/invoice/index",
  refund: "/subpackages/orders/refund/index",
  login: "/subpackages/account/login/index",
  profile: "/subpackages/account/profile/index",
  privacy: "/subpackages/account/privacy/index",
  settings: "/subpackages/account/settings/index",
  claims: "/subpackages/membership/claims/index",
  coupons: "/subpackages/membership/coupons/index",
  gift: "/subpackages/membership/gift/index",
  code: "/subpackages/membership/code/index",
  points: "/subpackages/membership/points/index",
  mall: "/subpackages/membership/mall/index",
  tier: "/subpackages/membership/tier/index",
  staffLogin: "/subpackages/merchant/login/index",
  today: "/subpackages/merchant/today/index",
  staffOrders: "/subpackages/merchant/orders/index",
  staffOrder: "/subpackages/merchant/order/index",
  picking: "/subpackages/merchant/picking/index",
  pickup: "/subpackages/merchant/pickup/index",
  staffRefunds: "/subpackages/merchant/refunds/index",
  staffRefund: "/subpackages/merchant/refund/index",
  reconciliation: "/subpackages/merchant/reconciliation/index",
  staffProducts: "/subpackages/merchant-goods/products/index",
  staffProduct: "/subpackages/merchant-goods/product/index",
  stock: "/subpackages/merchant-goods/stock/index",
  stockLedger: "/subpackages/merchant-goods/stock-ledger/index",
  staffCategories: "/subpackages/merchant-goods/categories/index",
  staffMembers: "/subpackages/merchant-members/members/index",
  staffMember: "/subpackages/merchant-members/member/index",
  adjustments: "/subpackages/merchant-members/adjustments/index",
  staffShop: "/subpackages/merchant-shop/shop/index",
  staffHome: "/subpackages/merchant-shop/home/index",
  staffStores: "/subpackages/merchant-shop/stores/index",
  staffPeople: "/subpackages/merchant-shop/people/index",
  staffImports: "/subpackages/merchant-shop/imports/index",
  staffImport: "/subpackages/merchant-shop/import/index",
  staffAudit: "/subpackages/merchant-shop/audit/index",
  codes: "/subpackages/merchant-offers/codes/index",
  codeBatch: "/subpackages/merchant-offers/batch/index",
  campaigns: "/subpackages/merchant-offers/campaigns/index",
  campaign: "/subpackages/merchant-offers/campaign/index",
  templates: "/subpackages/merchant-offers/templates/index",
  template: "/subpackages/merchant-offers/template/index",
  issues: "/subpackages/merchant-offers/issues/index",
  personalPrices: "/subpackages/merchant-offers/personal-prices/index",
  staffMall: "/subpackages/merchant-offers/mall/index",
  tierPolicy: "/subpackages/merchant-rules/tiers/index",
  pointsPolicy: "/subpackages/merchant-rules/points-policy/index",
  liability: "/subpackages/merchant-rules/liability/index",
} as const;

/** The tab pages by name, in the order of their bar. */
export const tabNames = ["home", "category", "cart", "me"] as const satisfies (keyof typeof tabs)[];

/** A page by name. */
export type PageName = keyof typeof pages | keyof typeof tabs;

/** The name of the page at a path, with or without its query; null when there is none. */
export function pageAt(path: string): PageName | null {
  const bare = `/${path.replace(/^\/+/, "").split("?")[0] ?? ""}`;
  const found = Object.entries({ ...tabs, ...pages }).find(([, known]) => known === bare);
  return found === undefined ? null : (found[0] as PageName);
}

type Query = Readonly<Record<string, string | number | undefined>>;

/** The path of a page with its query, as links and returns need it. */
export function pathOf(name: PageName, query: Query = {}): string {
  const path = { ...tabs, ...pages }[name];
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? path : `${path}?${pairs.join("&")}`;
}

/** Goes to a page. Tab pages take no query: WeChat drops it. */
export function go(name: PageName, query: Query = {}): void {
  if (name in tabs) void Taro.switchTab({ url: pathOf(name) });
  else void Taro.navigateTo({ url: pathOf(name, query) });
}

/** Home, with nothing behind it: for links that lead nowhere. */
export function startOver(): void {
  void Taro.reLaunch({ url: tabs.home });
}

/** Goes to a page in the place of this one: back does not come here again. */
export function replaceBy(name: PageName, query: Query = {}): void {
  if (name in tabs) void Taro.switchTab({ url: pathOf(name) });
  else void Taro.redirectTo({ url: pathOf(name, query) });
}

/** The same for a path that `pathOf` made, as kept for a return. */
export function replaceByPath(path: string): void {
  void Taro.redirectTo({ url: path });
}

/** A value of a page's query as it was meant (WeChat hands it over still encoded); null when absent or empty. */
export function given(
  params: Readonly<Record<string, string | undefined>>,
  name: string,
): string | null {
  const value = params[name];
  if (value === undefined || value === "") return null;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** One page back, or elsewhere where one came in from outside. */
export function goBack(otherwise: PageName = "home"): void {
  if (Taro.getCurrentPages().length > 1) void Taro.navigateBack();
  else replaceBy(otherwise);
}

/** Whether a path, with or without its query, is that of a tab page. */
export const isTabPath = (path: string): boolean => (pageAt(path) ?? "") in tabs;

/** Goes where one logs in, and from there back to this page as it is. */
export function goLogin(): void {
  const router = Taro.getCurrentInstance().router;
  const path = `/${(router?.path ?? "").replace(/^\/+/, "").split("?")[0] ?? ""}`;
  const query = Object.entries(router?.params ?? {})
    .filter(([name]) => !name.startsWith("$") && name !== "stamp")
    .map(([name, value]) => `${name}=${encodeURIComponent(value ?? "")}`)
    .join("&");
  go("login", { back: query === "" ? path : `${path}?${query}` });
}

/** Leaves a page that stood in the way, for the one it was asked from: `back` as its link carries it. */
export function goOn(back: string | undefined): void {
  const path = back === undefined || back.startsWith("/") ? back : decodeURIComponent(back);
  const pages = Taro.getCurrentPages();
  const isOwn = path !== undefined && /^\/(pages|subpackages)\/[\w/-]+(\?|$)/.test(path);
  const bare = path?.split("?")[0] ?? "";
  const before = `/${(pages.at(-2)?.route ?? "").replace(/^\/+/, "").split("?")[0] ?? ""}`;
  if (!isOwn || before === bare) goBack();
  else if (Object.values<string>(tabs).includes(bare)) void Taro.switchTab({ url: bare });
  else void Taro.redirectTo({ url: path });
}

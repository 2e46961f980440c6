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
} as const;

/** A page by name. */
export type PageName = keyof typeof pages | keyof typeof tabs;

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

/** Goes to a page in the place of this one: back does not come here again. */
export function replaceBy(name: PageName, query: Query = {}): void {
  if (name in tabs) void Taro.switchTab({ url: pathOf(name) });
  else void Taro.redirectTo({ url: pathOf(name, query) });
}

/** One page back, or home where one came in from outside. */
export function goBack(): void {
  if (Taro.getCurrentPages().length > 1) void Taro.navigateBack();
  else void Taro.switchTab({ url: tabs.home });
}

const isWeapp = process.env.TARO_ENV === "weapp";
/** A browser reads no theme.json. */
const themed = (name: string, plain: string): string => (isWeapp ? `@${name}` : plain);
const tab = (name: string, text: string) => ({
  pagePath: `pages/${name}/index`,
  text,
  iconPath: isWeapp ? `@${name}Icon` : `assets/${name}.png`,
  selectedIconPath: isWeapp ? `@${name}IconOn` : `assets/${name}-on.png`,
});

/* Every page there is. Tab pages are the main package; all others are loaded when they are needed. */
export default defineAppConfig({
  pages: ["pages/home/index", "pages/category/index", "pages/cart/index", "pages/me/index"],
  subPackages: [
    {
      root: "subpackages/account",
      pages: ["login/index", "privacy/index", "profile/index", "settings/index"],
    },
    {
      root: "subpackages/checkout",
      pages: ["address/index", "addresses/index", "confirm/index", "result/index"],
    },
    {
      root: "subpackages/membership",
      pages: [
        "claims/index",
        "code/index",
        "coupons/index",
        "gift/index",
        "mall/index",
        "points/index",
        "tier/index",
      ],
    },
    {
      root: "subpackages/orders",
      pages: ["detail/index", "invoice/index", "list/index", "refund/index"],
    },
    { root: "subpackages/product", pages: ["detail/index", "search/index"] },
    {
      root: "subpackages/merchant",
      pages: [
        "login/index",
        "order/index",
        "orders/index",
        "picking/index",
        "pickup/index",
        "reconciliation/index",
        "refund/index",
        "refunds/index",
        "today/index",
      ],
    },
    {
      root: "subpackages/merchant-goods",
      pages: [
        "categories/index",
        "product/index",
        "products/index",
        "stock/index",
        "stock-ledger/index",
      ],
    },
    {
      root: "subpackages/merchant-members",
      pages: ["adjustments/index", "member/index", "members/index"],
    },
    {
      root: "subpackages/merchant-offers",
      pages: [
        "batch/index",
        "campaign/index",
        "campaigns/index",
        "codes/index",
        "issues/index",
        "mall/index",
        "personal-prices/index",
        "template/index",
        "templates/index",
      ],
    },
    {
      root: "subpackages/merchant-rules",
      pages: ["liability/index", "points-policy/index", "tiers/index"],
    },
    {
      root: "subpackages/merchant-shop",
      pages: [
        "audit/index",
        "home/index",
        "import/index",
        "imports/index",
        "people/index",
        "shop/index",
        "stores/index",
      ],
    },
  ],
  window: {
    navigationBarTitleText: "暖店",
    navigationBarBackgroundColor: themed("paper", "#FAF7F2"),
    navigationBarTextStyle: themed("text", "black"),
    backgroundColor: themed("paper", "#FAF7F2"),
    backgroundTextStyle: "dark",
  },
  tabBar: {
    color: themed("tab", "#5F564F"),
    selectedColor: themed("tabOn", "#C2410C"),
    backgroundColor: themed("surface", "#FFFFFF"),
    borderStyle: themed("border", "black") as "black",
    list: [tab("home", "首页"), tab("category", "分类"), tab("cart", "购物车"), tab("me", "我的")],
  },
  darkmode: true,
  themeLocation: "theme.json",
  __usePrivacyCheck__: true,
  lazyCodeLoading: "requiredComponents",
});

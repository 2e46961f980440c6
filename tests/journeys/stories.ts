import { expect } from "vitest";
import { newId } from "@server/kernel/ids.ts";
import { buy, receiver } from "./buy.ts";
import { buyOften } from "./buy-often.ts";
import type { Hand } from "./hand.ts";
import type { Stage, Story } from "./stage.ts";

const WAIT_MS = 15_000;

type Listed = { items: { productId: string; title: string }[] };
type Order = { id: string; paymentState: string; totalFen: number };

/** The page of a product that comes in one kind only, found by its title. */
async function pageOf({ shop }: Stage, title: string): Promise<string> {
  const found = await shop.ask<Listed>(
    "GET",
    `/v1/products?q=${encodeURIComponent(title)}&limit=50`,
  );
  const product = found.items.find((one) => one.title === title);
  if (product === undefined) throw new Error(`no product ${title}`);
  return `/subpackages/product/detail/index?id=${product.productId}`;
}

/** A new shopper at the checkout of one product. */
async function atCheckout(stage: Stage, title: string): Promise<{ hand: Hand; token: string }> {
  const member = await stage.shop.meetShopper();
  await stage.shop.ask("POST", "/v1/me/addresses", {
    token: member.token,
    body: { ...receiver, isDefault: true },
  });
  const hand = await stage.hand({ member });
  await hand.open(await pageOf(stage, title));
  await hand.sees(title);
  await hand.tap("立即购买");
  await hand.sees("价格明细");
  return { hand, token: member.token };
}

async function ordersOf({ shop }: Stage, token: string): Promise<Order[]> {
  return (await shop.ask<{ items: Order[] }>("GET", "/v1/orders", { token })).items;
}

/** A new shopper claims a coupon, buys with it, pays, sees the points pending and the tier move. */
async function buysWithCoupon(stage: Stage): Promise<void> {
  const member = await stage.shop.meetShopper();
  await stage.shop.ask("POST", "/v1/me/addresses", {
    token: member.token,
    body: { ...receiver, isDefault: true },
  });
  const hand = await stage.hand({ member });
  await hand.open("/subpackages/membership/tier/index");
  await hand.sees(/^成长值 0$/);
  await hand.open("/subpackages/membership/claims/index");
  await hand.sees("新朋友见面礼");
  await hand.tapBeside("新朋友见面礼", "领取");
  await hand.sees(/已领到|已领取/);
  await hand.open(await pageOf(stage, "补水面膜十片装"));
  await hand.tap("立即购买");
  await hand.sees("价格明细");
  await hand.sees("新朋友见面礼");
  await hand.pay(/^付款/, "success");
  await hand.sees("支付成功");
  await hand.sees(/分，.*生效/);
  await hand.open("/subpackages/membership/tier/index");
  await hand.sees(/^成长值 [1-9]/);
  const [order] = await ordersOf(stage, member.token);
  expect(order?.paymentState).toBe("paid");
}

/** A payment that is cancelled leaves the order unpaid, and it can be paid later. */
async function cancelsAndPaysLater(stage: Stage): Promise<void> {
  const { hand, token } = await atCheckout(stage, "补水面膜十片装");
  await hand.pay(/^付款/, "cancel");
  await hand.sees("还没有收到付款");
  expect((await ordersOf(stage, token))[0]?.paymentState).toBe("awaiting_payment");
  await hand.open("/subpackages/orders/list/index");
  await hand.sees("补水面膜十片装");
  await hand.tap("补水面膜十片装");
  await hand.pay(/去付款/, "success");
  await hand.sees(/支付成功|待发货|备货/);
  expect((await ordersOf(stage, token)).map(({ paymentState }) => paymentState)).toEqual(["paid"]);
}

/** WeChat's notice never comes: asking WeChat ends it as paid. */
async function paysWithoutNotice(stage: Stage): Promise<void> {
  const { hand, token } = await atCheckout(stage, "补水面膜十片装");
  await hand.pay(/^付款/, "success_without_notify");
  await hand.sees("支付成功");
  expect((await ordersOf(stage, token))[0]?.paymentState).toBe("paid");
}

/** The network goes away at checkout: nothing is lost, and coming back never orders twice. */
async function losesTheNetwork(stage: Stage): Promise<void> {
  const { hand, token } = await atCheckout(stage, "补水面膜十片装");
  await hand.fill(/留言/, "放门口就好");
  await hand.setOffline(true);
  await hand.tap(/^付款/);
  await hand.sees(/网络不通/);
  await hand.setOffline(false);
  await hand.pay(/^(接着提交|付款)/, "success");
  await hand.sees("支付成功");
  expect((await ordersOf(stage, token)).map(({ paymentState }) => paymentState)).toEqual(["paid"]);
}

/** An order of one product that is paid, made without the window: the journey begins behind it. */
async function paidOrder(stage: Stage, title: string, quantity: number) {
  const { shop } = stage;
  const member = await shop.meetShopper();
  const [, productId = ""] = (await pageOf(stage, title)).split("id=");
  const product = await shop.ask<{ skus: { skuId: string }[] }>("GET", `/v1/products/${productId}`);
  const lines = [{ skuId: product.skus[0]?.skuId ?? "", quantity }];
  const orderId = await buy(shop, member, { lines });
  return { member, orderId };
}

/** Part of an order goes back: what it means is seen before it is asked for. */
async function asksForARefund(stage: Stage): Promise<void> {
  const { member, orderId } = await paidOrder(stage, "补水面膜十片装", 2);
  const shopper = await stage.hand({ member });
  await shopper.open(`/subpackages/orders/refund/index?orderId=${orderId}`);
  await shopper.sees("退哪些商品");
  await shopper.tap(/加一|退几件.*加/);
  await shopper.sees("退款前后");
  await shopper.sees("退给您");
  await shopper.tap("不想要了");
  await shopper.tap(/^申请退款 ¥/);
  await shopper.sees(/等店里处理|已提交/);
  const { items } = await stage.shop.ask<{ items: { state: string }[] }>(
    "GET",
    `/v1/orders/${orderId}/refunds`,
    { token: member.token },
  );
  expect(items).toHaveLength(1);
}

/** The merchant ships an order in two parcels. */
async function shipsTwoParcels(stage: Stage): Promise<void> {
  const { member, orderId } = await paidOrder(stage, "补水面膜十片装", 2);
  const merchant = await stage.hand({ staff: await stage.shop.logInStaff("owner") });
  await merchant.open(`/subpackages/merchant/order/index?orderId=${orderId}`);
  await merchant.tap("发货");
  await merchant.sees("发出一个包裹");
  await merchant.tap(/减一/);
  await merchant.fill("快递公司", "中通");
  await merchant.tap(/中通/);
  await merchant.fill("快递单号", "ZT0000000001");
  await merchant.tap("发出 1 件");
  await merchant.sees("ZT0000000001");
  await merchant.tap("发货");
  await merchant.sees("还剩 1 件未发");
  await merchant.fill("快递单号", "ZT0000000002");
  await merchant.tap("发出 1 件");
  await merchant.sees("ZT0000000002");
  const shopper = await stage.hand({ member });
  await shopper.open(`/subpackages/orders/detail/index?orderId=${orderId}`);
  await shopper.sees("ZT0000000001");
  await shopper.sees("ZT0000000002");
}

/** A coupon that stops being valid between looking and paying is explained, with the new price. */
async function losesACoupon(stage: Stage): Promise<void> {
  const { shop } = stage;
  const owner = await shop.logInStaff("owner");
  const member = await shop.meetShopper();
  await shop.ask("POST", "/v1/me/addresses", {
    token: member.token,
    body: { ...receiver, isDefault: true },
  });
  const { items } = await shop.ask<{ items: { templateId: string; name: string }[] }>(
    "GET",
    "/v1/coupons",
    { token: member.token },
  );
  const template = items.find(({ name }) => name === "新朋友见面礼");
  if (template === undefined) throw new Error("no coupon to claim");
  const coupon = await shop.ask<{ couponId: string }>("POST", "/v1/coupons/claims", {
    token: member.token,
    body: { templateId: template.templateId, claimId: newId("clm", new Date()) },
  });
  const hand = await stage.hand({ member });
  await hand.open(await pageOf(stage, "补水面膜十片装"));
  await hand.tap("立即购买");
  await hand.sees("新朋友见面礼");
  await shop.ask("POST", `/v1/staff/coupons/${coupon.couponId}/void`, {
    token: owner.token,
    body: { reason: "演示：付款前收回" },
  });
  await hand.tap(/^付款/);
  await hand.sees("价格有变化");
  await hand.sees(/「新朋友见面礼」不能再用/);
  await hand.pay(/^按现在的价格付款/, "success");
  await hand.sees("支付成功");
}

/** Staff give codes out above their limit: nobody can use them before the owner has approved. */
async function approvesACode(stage: Stage): Promise<void> {
  const { shop } = stage;
  const member = await shop.meetShopper();
  const login = await shop.logInStaff("staff");
  const code = `NUAN${Date.now().toString(36).toUpperCase()}`;
  const staff = await stage.hand({ staff: login });
  await staff.open("/subpackages/merchant-offers/codes/index");
  await staff.tap("发优惠码");
  await staff.tap(/老友 88 折/);
  await staff.fill("口令", code);
  await staff.fill("一共可用几次", "20");
  await staff.fill("用途", "老客回访");
  await staff.sees(/20 次 × 每次最多 ¥30/);
  await staff.tap("发优惠码");
  await staff.sees("需要第二个人批准：");
  await staff.sees(/最多优惠 .*600.*，超过 .*500/);
  await staff.sees("您自己提交的，请另一位同事决定");
  const shopper = await stage.hand({ member });
  await shopper.open("/subpackages/membership/code/index");
  await shopper.fill("输入优惠码", code);
  await shopper.tap("兑换");
  await shopper.sees("优惠码无效");
  const owner = await stage.hand({ staff: await shop.logInStaff("owner") });
  await owner.open("/subpackages/merchant-offers/codes/index");
  await owner.tap(code);
  await owner.tap("批准这批码");
  await owner.fill(/^原因/, "老客回访，值得");
  await owner.tap("批准这批码");
  await owner.sees("导出 CSV");
  await shopper.tap("兑换");
  await shopper.sees(/兑换成功/);
  await shopper.sees("老友 88 折");
  // Another window: the same one shows for some seconds what it has just been told.
  const later = await stage.hand({ staff: login });
  await later.open("/subpackages/merchant-offers/codes/index");
  await later.tap(code);
  await later.sees(/已用 1 \/ 20 次/);
}

/** The owner sees what changed rules of tiers would do, acknowledges what they take, and publishes them. */
async function publishesTiers(stage: Stage): Promise<void> {
  const { shop } = stage;
  const login = await shop.logInStaff("owner");
  const inForce = async () =>
    (
      await shop.ask<{
        items: {
          version: number;
          levels: { name: string; threshold: number; benefits: { giftNote: string | null } }[];
        }[];
      }>("GET", "/v1/staff/tier-policies", { token: login.token })
    ).items[0];
  const before = await inForce();
  const [first] = before?.levels ?? [];
  if (before === undefined || first === undefined) throw new Error("no rules of tiers");
  const threshold = Math.floor(first.threshold / 2);
  const gift = `手写卡一张，第 ${before.version + 1} 版`;
  const owner = await stage.hand({ staff: login });
  await owner.open("/subpackages/merchant-rules/tiers/index");
  await owner.sees(`第 ${before.version} 版`);
  await owner.tap("拟新规则");
  await owner.fill("达到成长值", String(threshold));
  await owner.fill("升级礼", gift);
  await owner.tap("预览影响");
  await owner.sees(/^看了 [\d,]+ 位会员/);
  await owner.sees(`${first.benefits.giftNote ?? "无"} → ${gift}`);
  await owner.sees(new RegExp(`→ ${first.name}$`));
  await owner.sees(/的真实购买试算/);
  await owner.sees("还有取消或降低的权益没有确认");
  expect((await inForce())?.version).toBe(before.version);
  await owner.tap(new RegExp(`→ ${gift}`));
  await owner.tap("发布新规则");
  await owner.fill(/^原因/, "让新朋友早些成为常客");
  await owner.tap("发布新规则");
  await owner.sees(`第 ${before.version + 1} 版`);
  await owner.sees(`成长值 ${threshold}`);
  const after = await inForce();
  expect(after?.version).toBe(before.version + 1);
  expect(after?.levels[0]).toMatchObject({ threshold, benefits: { giftNote: gift } });
}

/** Members of another system come along; the rows that cannot are seen with their reasons first. */
async function importsMembers(stage: Stage): Promise<void> {
  const ending = String(Date.now()).slice(-7);
  const [spring, summer] = [`1391${ending}`, `1392${ending}`];
  const text = [
    "会员编号,手机号,姓名",
    `${ending}A,${spring},小满${ending}`,
    `${ending}B,1390000,短号${ending}`,
    `${ending}C,${summer},谷雨${ending}`,
  ].join("\n");
  const owner = await stage.hand({ staff: await stage.shop.logInStaff("owner") });
  await owner.open("/subpackages/merchant-shop/imports/index");
  const hint = "手机号、姓名、生日等列";
  await owner.chooseFile(hint, "选择 CSV 文件", { name: "旧会员.csv", text });
  await owner.sees("旧会员.csv");
  await owner.tap("检查文件");
  await owner.sees(/读到 3 行 · 会员 2 位/);
  await owner.sees("1 行不能导入");
  await owner.sees("手机号应为 11 位中国大陆号码");
  await owner.sees(new RegExp(`1390000 \\| 短号${ending}`));
  await owner.tap("开始导入");
  await owner.sees("会写入检查通过的内容");
  await owner.tap("开始导入");
  await owner.sees(/新增会员 2 位/);
  await owner.open("/subpackages/merchant-members/members/index");
  await owner.fill("找会员", `短号${ending}`);
  await owner.tap("查找");
  await owner.sees("没有这样的会员");
  await owner.fill("找会员", spring);
  await owner.tap("查找");
  await owner.tap(`小满${ending}`);
  await owner.sees(`139****${ending.slice(-4)}`);
}

/** The owner opens a store and writes the first banner anew; whoever comes next sees both. */
async function arrangesTheShop(stage: Stage): Promise<void> {
  const ending = newId("x", new Date()).slice(-6);
  const owner = await stage.hand({ staff: await stage.shop.logInStaff("owner") });
  await owner.open("/subpackages/merchant-shop/stores/index");
  await owner.tap("新建门店");
  await owner.fill("店名", `桥头店${ending}`);
  await owner.tap(/^所在地区/);
  for (const area of ["浙江省", "杭州市", "西湖区"]) await owner.tap(area);
  await owner.fill("街道与门牌", "桥头巷 3 号");
  await owner.fill("营业时间", "每天 8:00–20:00");
  await owner.fill("电话（可不填）", "12");
  await owner.tap("开这家店");
  await owner.sees("应为座机、手机或 400 电话");
  await owner.fill("电话（可不填）", "0571-87654321");
  await owner.tap("开这家店");
  await owner.sees("浙江省 杭州市 西湖区 桥头巷 3 号");
  await owner.open("/subpackages/merchant-shop/home/index");
  await owner.tap(/^编辑「/);
  await owner.fill("大字", `新到${ending}`);
  await owner.tap("放进首页");
  await owner.sees("有改动还没有保存，顾客看到的仍是原来的");
  await owner.tap("保存首页");
  await owner.sees("已保存，顾客半分钟内看到");
  const guest = await stage.hand({});
  await guest.open("/pages/home/index");
  await guest.sees(`新到${ending}`);
  await guest.sees(`桥头店${ending}`);
}

/** A member turns to English: tabs, headings and refusals follow, and come back. */
async function turnsToEnglish(stage: Stage): Promise<void> {
  const hand = await stage.hand({ member: await stage.shop.meetShopper() });
  await hand.open("/pages/me/index");
  await hand.tap("English");
  await hand.sees("Categories");
  await hand.tap("Promo code");
  await hand.fill("Your promo code", "NO-SUCH-CODE");
  await hand.tap("Redeem");
  await hand.sees("This code does not work");
  await hand.open("/pages/me/index");
  await hand.tap("中文");
  await hand.sees("分类");
}

/** A long list is drawn where one reads; one comes back to where one was. */
async function readsOldOrders(stage: Stage): Promise<void> {
  const ORDERS = 61;
  const member = await stage.shop.meetShopper();
  await buyOften(stage.shop, member, ORDERS);
  const hand = await stage.hand({ member });
  const { page } = hand;
  await hand.open("/subpackages/orders/list/index");
  const drawn = page.locator(".orders-card");
  await drawn.first().waitFor();
  const size = page.viewportSize() ?? { width: 0, height: 0 };
  await page.mouse.move(size.width / 2, size.height / 2);
  const isAtEnd = async (): Promise<boolean> => {
    await page.mouse.wheel(0, 600);
    return await page.getByText("没有更多了").isVisible();
  };
  await expect.poll(isAtEnd, { timeout: 60_000 }).toBe(true);
  expect(await page.locator(".orders-list > *").count()).toBe(ORDERS);
  expect(await drawn.count()).toBeLessThan(ORDERS * 0.8);
  await page.mouse.wheel(0, -size.height * 2);
  const middle = async (): Promise<{ at: number; top: number } | null> =>
    await page.evaluate(`(() => {
      const rows = [...document.querySelectorAll(".orders-list > *")];
      const topOf = (row) => Math.round(row.getBoundingClientRect().top);
      const at = rows.findIndex((one) => topOf(one) > innerHeight / 3);
      const isDrawn = rows[at]?.querySelector(".orders-card") != null;
      return isDrawn ? { at, top: topOf(rows[at]) } : null;
    })()`);
  await expect.poll(middle, { timeout: WAIT_MS }).not.toBeNull();
  // What the wheel set going has come to rest.
  await page.waitForTimeout(500);
  const before = await middle();
  await page
    .locator(".orders-list > *")
    .nth(before?.at ?? 0)
    .click();
  await hand.sees("订单编号");
  await hand.tap("返回");
  await expect.poll(middle, { timeout: WAIT_MS }).toEqual(before);
}

/** Every journey by its name. */
export const stories: readonly (readonly [name: string, story: Story])[] = [
  ["a new shopper claims a coupon, buys, pays, sees points pending", buysWithCoupon],
  ["a payment that is cancelled stays unpaid and is made later", cancelsAndPaysLater],
  ["a payment without a notice ends as paid, because WeChat is asked", paysWithoutNotice],
  ["the network is lost at checkout and comes back: one order", losesTheNetwork],
  ["a coupon that stops being valid before paying is explained", losesACoupon],
  ["part of an order goes back, with a preview", asksForARefund],
  ["the merchant ships two parcels", shipsTwoParcels],
  ["staff issue a code above their limit, the owner approves, a shopper redeems", approvesACode],
  ["the owner previews changed rules of tiers and publishes them", publishesTiers],
  ["members of another system are imported, with bad rows refused", importsMembers],
  ["the owner opens a store and arranges the home page, and guests see it", arrangesTheShop],
  ["a member turns to English and back", turnsToEnglish],
  ["a long list is drawn where one reads, and keeps one's place", readsOldOrders],
];

import type { Ledger, Transaction } from "../pay/ledger.ts";
import { yuan } from "../pay/money.ts";
import type { Notification, Notifier } from "../pay/notifier.ts";
import { refundedOf } from "../pay/refunds.ts";
import { shanghaiTime } from "../shanghai.ts";
import type { World } from "../world.ts";
import { escapeHtml, page } from "./html.ts";

const SHOWN = 100;

const STYLE = `
main{max-width:1000px;margin:0 auto;padding:24px 16px 48px}
h1{font-size:24px;margin:0}h2{font-size:18px;margin:32px 0 12px}
.lead{color:var(--ink-2);margin:4px 0 0}
nav{display:flex;flex-wrap:wrap;gap:8px 16px;margin-top:12px;font-size:14px}
.card{background:var(--surface);border-radius:20px;overflow-x:auto;box-shadow:0 8px 30px rgba(31,26,23,.06)}
table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:10px 14px;border-bottom:1px solid var(--line);white-space:nowrap}
th{color:var(--ink-2);font-weight:500}tr:last-child td{border-bottom:0}
td.r,th.r{text-align:right}.empty{padding:24px;text-align:center;color:var(--ink-2)}
.good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}
@media (max-width:720px){thead{display:none}tr{display:block;padding:8px 0;border-bottom:1px solid var(--line)}
tr:last-child{border-bottom:0}td{display:flex;justify-content:space-between;gap:16px;padding:4px 16px;border:0;
white-space:normal;text-align:right;overflow-wrap:anywhere}td:empty{display:none}
td::before{content:attr(data-name);flex:none;color:var(--ink-2)}.no{font-size:11px;line-height:21px;white-space:nowrap}}`;

const ORDER_STATES: Record<Transaction["state"], [text: string, tone: string]> = {
  NOTPAY: ["待支付", "warn"],
  SUCCESS: ["✓ 已支付", "good"],
  REFUND: ["↩ 有退款", "warn"],
  CLOSED: ["✕ 已关闭", "bad"],
};
const NOTICE_STATES: Record<Notification["state"], [text: string, tone: string]> = {
  waiting: ["等待发送", "warn"],
  held: ["不发送", "bad"],
  behind_refund: ["等退款通知先到", "warn"],
  delivered: ["✓ 已送达", "good"],
  given_up: ["✕ 已放弃", "bad"],
};

function table(head: string[], rows: string[][], none: string): string {
  if (rows.length === 0) return `<div class="card empty">${none}</div>`;
  const headCells = head.map((name) => `<th scope="col">${name}</th>`).join("");
  const body = rows
    .map((cells) => {
      const named = cells.map((cell, at) => `<td data-name="${head[at] ?? ""}">${cell}</td>`);
      return `<tr>${named.join("")}</tr>`;
    })
    .join("");
  return `<div class="card"><table><thead><tr>${headCells}</tr></thead><tbody>${body}</tbody></table></div>`;
}

const tone = ([text, name]: [string, string]): string => `<span class="${name}">${text}</span>`;

const number = (no: string): string => `<span class="no">${escapeHtml(no)}</span>`;

function newest<T>(all: Iterable<T>): T[] {
  return [...all].slice(-SHOWN).toReversed();
}

function orderRow(ledger: Ledger, order: Transaction): string[] {
  const prepay = order.prepays.at(-1)?.id ?? "";
  const link = `/__sandbox/cashier?prepay_id=${encodeURIComponent(prepay)}`;
  return [
    number(order.outTradeNo),
    escapeHtml(order.request.description),
    `¥${yuan(order.request.amount.total)}`,
    order.state === "REFUND" ? `¥${yuan(refundedOf(ledger, order.outTradeNo))}` : "",
    tone(ORDER_STATES[order.state]),
    shanghaiTime(order.createdAt),
    order.state === "NOTPAY" ? `<a href="${link}">收银台</a>` : "",
  ];
}

function noticeRow(notification: Notification): string[] {
  const last = notification.attempts.at(-1);
  return [
    notification.eventType,
    number(notification.outTradeNo),
    tone(NOTICE_STATES[notification.state]),
    String(notification.attempts.length),
    escapeHtml(last ? String(last.status ?? last.error ?? last.fault ?? "") : ""),
    notification.nextAt === undefined ? "" : shanghaiTime(notification.nextAt),
  ];
}

/** Draws the front page: the clock, the newest orders with their states, and the newest notifications. */
export function indexPage({
  world,
  ledger,
  notifier,
}: {
  readonly world: World;
  readonly ledger: Ledger;
  readonly notifier: Notifier;
}): string {
  const { clock, credentials } = world;
  const moved = clock.offsetMs === 0 ? "与真实时间一致" : "已拨动";
  const orders = newest(ledger.transactions()).map((order) => orderRow(ledger, order));
  const notices = newest(notifier.list()).map(noticeRow);
  return page(
    "本地微信",
    STYLE,
    `<main><h1>本地微信</h1>
<p class="lead">小程序 ${credentials.appid} · 商户号 ${credentials.mchid} · 时间 ${shanghaiTime(clock.now())}（${moved}）</p>
<nav><a href="/__sandbox/book">账本</a><a href="/__sandbox/notifications">通知明细</a>
<a href="/__sandbox/sms">短信</a>
<a href="/__sandbox/faults">待发生的故障</a><a href="/__sandbox/clock">时钟</a><a href="/__sandbox/health">健康</a></nav>
<h2>订单</h2>${table(["商户订单号", "商品", "金额", "已退", "状态", "下单时间", ""], orders, "还没有订单")}
<h2>通知</h2>${table(["事件", "商户订单号", "状态", "次数", "最近结果", "下次发送"], notices, "还没有通知")}
</main>`,
  );
}

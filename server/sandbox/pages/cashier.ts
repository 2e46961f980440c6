import type { Transaction } from "../pay/ledger.ts";
import { yuan } from "../pay/money.ts";
import { escapeHtml, page, scriptJson } from "./html.ts";

const STYLE = `
main{max-width:420px;min-height:100vh;margin:0 auto;padding:24px 16px 32px;display:flex;flex-direction:column}
.badge{align-self:center;font-size:13px;color:var(--ink-2);background:var(--sunken);border-radius:999px;padding:4px 12px}
.card{background:var(--surface);border-radius:20px;margin-top:24px;padding:32px 20px 20px;text-align:center;
box-shadow:0 8px 30px rgba(31,26,23,.06)}
.mark{width:48px;height:48px;margin:0 auto 12px;border-radius:50%;background:var(--brand-soft);color:var(--brand);
display:grid;place-items:center;font-size:24px;font-weight:600}
.what{margin:0;font-size:17px;overflow-wrap:anywhere}
.fen{margin:8px 0 20px;font-size:44px;line-height:1.2;font-weight:600;font-variant-numeric:tabular-nums}
.fen small{font-size:26px;margin-right:4px}
dl{margin:0;border-top:1px solid var(--line);padding-top:12px;font-size:14px;text-align:left}
dl div{display:flex;justify-content:space-between;gap:16px;padding:4px 0}
dt{color:var(--ink-2);flex:none}dd{margin:0;text-align:right;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
dd.no{font-size:11px;line-height:21px}
.acts{margin-top:auto;padding-top:32px;display:grid;gap:12px}
button{min-height:48px;border-radius:999px;border:1px solid var(--line);background:var(--surface);color:var(--ink);
font:inherit;font-size:16px;cursor:pointer}
button.main{background:var(--brand);border-color:var(--brand);color:var(--on-brand);font-size:18px;font-weight:600}
button:focus-visible{outline:3px solid var(--brand);outline-offset:2px}
button:disabled{opacity:.5;cursor:default}
.two{display:grid;grid-template-columns:1fr 1fr;gap:12px}
.plain{border-color:transparent;background:transparent;color:var(--ink-2)}
.said{min-height:24px;margin:16px 0 0;text-align:center;font-size:16px}
.good{color:var(--good)}.bad{color:var(--bad)}
.hint{margin:20px 0 0;text-align:center;font-size:13px;color:var(--ink-2)}
@media (max-height:740px){main{padding-top:12px;padding-bottom:12px}.mark{display:none}
.card{margin-top:12px;padding:16px 20px 12px}.fen{font-size:36px;margin:4px 0 12px}.said{margin-top:8px}
.acts{padding-top:8px;gap:8px}button{min-height:44px}.hint{margin-top:8px}}`;

/** Only web addresses and paths may be gone back to. */
function safeReturn(value: unknown): string | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  return /^(https?:\/\/|\/(?!\/))/.test(value) ? value : undefined;
}

const SCRIPT = `
const said = document.querySelector(".said"), buttons = [...document.querySelectorAll("button")];
function goBack(result) {
  if (!returnUrl) return;
  const url = new URL(returnUrl, location.href);
  url.searchParams.set("pay_result", result);
  location.replace(url);
}
function say(text, kind) { said.textContent = text; said.className = "said " + kind; }
for (const button of buttons) button.addEventListener("click", async () => {
  for (const other of buttons) other.disabled = true;
  say("请稍候…", "");
  const outcome = button.dataset.outcome;
  try {
    const response = await fetch("/__sandbox/pay", { method: "POST",
      headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...params, outcome }) });
    const answer = await response.json();
    if (!response.ok) { say("未能支付：" + answer.message, "bad"); setTimeout(() => goBack("fail"), 1600); return; }
    const paid = answer.trade_state === "SUCCESS";
    if (paid) say("✓ 支付成功", "good");
    else { say(outcome === "cancel" ? "已取消支付" : "✕ 支付失败：余额不足", "bad");
      if (!returnUrl) for (const other of buttons) other.disabled = false; }
    setTimeout(() => goBack(paid ? "ok" : outcome), 900);
  } catch { say("网络不通，请重试", "bad"); for (const other of buttons) other.disabled = false; }
});`;

function facts(order: Transaction): string {
  return `<div><dt>收款方</dt><dd>暖店（演示商户）</dd></div>
<div><dt>商户订单号</dt><dd class="no">${escapeHtml(order.outTradeNo)}</dd></div>
<div><dt>付款方式</dt><dd>零钱</dd></div>`;
}

function payable(order: Transaction, params: Record<string, unknown>, back: string | undefined) {
  return `<section class="card"><div class="mark" aria-hidden="true">付</div>
<p class="what">${escapeHtml(order.request.description)}</p>
<p class="fen"><small>¥</small>${yuan(order.request.amount.total)}</p>
<dl>${facts(order)}</dl></section>
<p class="said" role="status"></p>
<div class="acts"><button class="main" data-outcome="success">支付</button>
<div class="two"><button data-outcome="cancel">取消</button><button data-outcome="fail">支付失败</button></div>
<button class="plain" data-outcome="success_without_notify">支付但不通知</button></div>
<script>const params=${scriptJson(params)},returnUrl=${scriptJson(back ?? null)};${SCRIPT}</script>`;
}

function refused(refusal: string, back: string | undefined): string {
  const link = back === undefined ? "" : `<p><a href="${escapeHtml(back)}">返回</a></p>`;
  return `<section class="card"><div class="mark" aria-hidden="true">!</div>
<p class="what">无法支付</p><p class="bad">${escapeHtml(refusal)}</p>${link}</section>`;
}

/** Draws the cashier for one order, or why it cannot be paid; `returnUrl` in the query is gone back to. */
export function cashierPage(
  content: { readonly query: Record<string, unknown> } & (
    { readonly order: Transaction } | { readonly refusal: string }
  ),
): string {
  const { returnUrl, ...params } = content.query;
  const back = safeReturn(returnUrl);
  const inner =
    "order" in content ? payable(content.order, params, back) : refused(content.refusal, back);
  return page(
    "收银台",
    STYLE,
    `<main><span class="badge">本地微信支付 · 不会真的扣款</span>${inner}
<p class="hint">这是开发用的模拟收银台</p></main>`,
  );
}

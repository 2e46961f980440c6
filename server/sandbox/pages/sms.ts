import { shanghaiTime } from "../shanghai.ts";
import type { SmsMessage } from "../sms/inbox.ts";
import { escapeHtml, page } from "./html.ts";

const SHOWN = 50;

const STYLE = `
main{max-width:520px;margin:0 auto;padding:24px 16px 48px}
h1{font-size:24px;margin:0}.lead{color:var(--ink-2);margin:4px 0 20px;font-size:14px}
article{background:var(--surface);border-radius:20px;padding:16px 20px;margin-top:12px;overflow-wrap:anywhere;
box-shadow:0 8px 30px rgba(31,26,23,.06)}
h2{display:flex;justify-content:space-between;gap:12px;margin:0 0 8px;font-size:14px;font-weight:500;color:var(--ink-2);
font-variant-numeric:tabular-nums}
.code{margin:0;font-size:34px;line-height:1.3;font-weight:600;letter-spacing:.12em;color:var(--brand);
font-variant-numeric:tabular-nums;user-select:all}
.text{margin:8px 0 0;font-size:15px}.empty{text-align:center;color:var(--ink-2)}`;

function article(message: SmsMessage): string {
  return `<article><h2><span>${escapeHtml(message.phone)}</span><time>${shanghaiTime(message.at)}</time></h2>
<p class="code">${escapeHtml(message.parameters[0] ?? "")}</p>
<p class="text">${escapeHtml(message.text)}</p></article>`;
}

/** Draws the newest texts, the code large enough to be read off a phone. */
export function smsPage(messages: readonly SmsMessage[]): string {
  const shown = messages.slice(0, SHOWN).map(article).join("");
  return page(
    "本地短信",
    STYLE,
    `<main><h1>本地短信</h1>
<p class="lead">发给手机的短信都到这里，新的在前；没有真的发出。<a href="/__sandbox/">本地微信</a></p>
${shown === "" ? '<article class="empty">还没有短信</article>' : shown}</main>`,
  );
}

/** One person of the demo shop, as the page and the terminal introduce them. */
export type Introduced = {
  /** Who they are, 「银卡会员」. */
  readonly role: string;
  readonly name: string;
  /** How to log in as them: name and value, in the order to read. */
  readonly keys: readonly (readonly [name: string, value: string])[];
  /** One sentence: what is worth trying as them. */
  readonly hint: string;
};

const LINKS: readonly (readonly [path: string, title: string, text: string])[] = [
  ["/", "店面", "顾客看到的小店，手机与宽屏都合适"],
  ["/#/subpackages/merchant/today/index", "商家端", "店主与店员的工作台，按权限显示"],
  ["/docs", "接口文档", "每个接口都能读，也能当场试"],
  ["/__sandbox/", "本地微信", "订单、收银台、支付通知与账本"],
  ["/readyz", "健康", "进程与数据库是否就绪"],
  ["/metrics", "指标", "Prometheus 格式"],
];

const STYLE = `
:root{color-scheme:light dark;--paper:#FAF7F2;--surface:#FFFFFF;--sunken:#F1ECE4;--ink:#1F1A17;--ink-2:#5F564F;
--brand:#C2410C;--brand-soft:#FFEDD5;--good:#15803D;--line:#E7E0D6;--shadow:0 8px 30px rgba(31,26,23,.06)}
@media (prefers-color-scheme:dark){:root{--paper:#161311;--surface:#211C19;--sunken:#0F0D0B;--ink:#F3EDE7;
--ink-2:#B9AFA6;--brand:#FB923C;--brand-soft:#3B2415;--good:#4ADE80;--line:#332C27;--shadow:none}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 -apple-system,BlinkMacSystemFont,"PingFang SC",
"Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1040px;margin:0 auto;padding:clamp(32px,7vw,80px) clamp(16px,4vw,40px) 48px}
header{display:flex;gap:clamp(16px,3vw,32px);align-items:center}
.seal{flex:none;width:clamp(64px,12vw,104px)}
h1{margin:0;font-size:clamp(30px,5vw,44px);line-height:1.2;letter-spacing:.08em}
.lead{margin:8px 0 0;color:var(--ink-2);font-size:clamp(16px,2vw,18px);max-width:38em}
.open{display:inline-block;margin-top:12px;padding:2px 12px;border-radius:999px;background:var(--sunken);
color:var(--ink-2);font-size:14px}.open b{color:var(--good);font-weight:600}
h2{margin:clamp(40px,6vw,64px) 0 16px;font-size:20px}
.grid{display:grid;gap:16px;grid-template-columns:repeat(auto-fit,minmax(min(100%,290px),1fr))}
.card{background:var(--surface);border:1px solid var(--line);border-radius:20px;padding:20px;box-shadow:var(--shadow)}
.card h3{margin:0;font-size:18px}.card p{margin:4px 0 0;color:var(--ink-2);font-size:15px}
.role{display:inline-block;margin-bottom:8px;padding:1px 10px;border-radius:999px;background:var(--brand-soft);
color:var(--brand);font-size:13px;font-weight:600}
dl{margin:12px 0 0;padding-top:12px;border-top:1px solid var(--line);font-size:15px}
dl div{display:flex;gap:16px;justify-content:space-between;padding:2px 0}
dt{color:var(--ink-2);flex:none}dd{margin:0;text-align:right;overflow-wrap:anywhere;user-select:all}
@media (max-width:640px){nav.grid{grid-template-columns:1fr 1fr}nav .card{padding:16px}}
a.card{display:block;color:inherit;text-decoration:none;transition:border-color .18s ease-out}
a.card:hover{border-color:var(--brand)}a.card h3{color:var(--brand)}
a:focus-visible,pre:focus-visible{outline:3px solid var(--brand);outline-offset:2px}
code,pre,dd{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Noto Sans Mono CJK SC",monospace}
ol{margin:0;padding:0;list-style:none;counter-reset:step}
li{counter-increment:step;padding:16px 0;border-top:1px solid var(--line);display:grid;gap:8px}
li:first-child{border-top:0}
li>span::before{content:counter(step);display:inline-grid;place-items:center;width:26px;height:26px;margin-right:10px;
border-radius:50%;background:var(--brand-soft);color:var(--brand);font-size:14px;font-weight:600}
pre{margin:0;padding:12px 16px;border-radius:12px;background:var(--sunken);font-size:13.5px;line-height:1.6;
white-space:pre-wrap;overflow-wrap:anywhere}
footer{margin-top:48px;padding-top:20px;border-top:1px solid var(--line);color:var(--ink-2);font-size:14px}
@media (prefers-reduced-motion:reduce){*{transition:none!important}}`;

/** A persimmon under a roof, drawn with the page's own ink. */
const SEAL = `<svg class="seal" viewBox="0 0 104 104" role="img" aria-label="暖店的标志：屋檐下的一只柿子">
<rect x="2" y="2" width="100" height="100" rx="28" fill="var(--surface)" stroke="var(--line)" stroke-width="2"/>
<path d="M20 44 52 20l32 24" fill="none" stroke="var(--ink)" stroke-width="5" stroke-linecap="round"
stroke-linejoin="round"/>
<path d="M52 50c17 0 25 8 25 18S67 86 52 86 27 78 27 68s8-18 25-18Z" fill="var(--brand)"/>
<path d="M52 57c-3-6-10-7-14-5 3 4 8 7 14 5Zm0 0c3-6 10-7 14-5-3 4-8 7-14 5Zm0 0c-2-4-1-8 0-10 1 2 2 6 0 10Z"
fill="var(--good)" stroke="var(--good)" stroke-width="2" stroke-linejoin="round"/>
<path d="M36 66c1-4 4-6 7-7" fill="none" stroke="#fff" stroke-opacity=".6" stroke-width="3" stroke-linecap="round"/>
</svg>`;

/** Draws the first page of a started shop: what this is, who can log in, and what to try; without scripts. */
export function welcomePage(shop: {
  url: string;
  people: readonly Introduced[];
  isOpen: boolean;
}): string {
  const openid = shop.people.flatMap(({ keys }) => keys).find(([name]) => name === "openid")?.[1];
  const steps: readonly (readonly [string, string])[] = [
    [
      "向本地微信要一个登录码",
      `curl -s ${shop.url}/__sandbox/codes -H 'content-type: application/json' -d '${JSON.stringify({ openid })}'`,
    ],
    [
      "用它登录，得到会话",
      `curl -s ${shop.url}/v1/sessions -H 'content-type: application/json' -d '{"code":"上一步的 code"}'`,
    ],
    [
      "带着会话看看等级",
      `curl -s ${shop.url}/v1/me/standing -H 'authorization: Bearer 上一步的 token'`,
    ],
  ];
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>暖店</title>${shop.isOpen ? "" : '<meta http-equiv="refresh" content="2">'}
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
<header>${SEAL}<div><h1>暖店</h1>
<p class="lead">一家记得每位会员的微信小店。这里有它的店面、商家端和一套本地微信：登录、下单、支付、退款都走真实的签名流程，只是钱是假的。</p>
<span class="open">${shop.isOpen ? "<b>● 营业中</b>" : "○ 正在准备，页面会自己刷新"}　${escapeHtml(shop.url)}</span></div></header>
<h2>演示人物</h2>
<div class="grid">${shop.people.map(personCard).join("")}</div>
<h2>可以看看</h2>
<nav class="grid">${LINKS.map(linkCard).join("")}</nav>
<h2>三行命令，认识您</h2>
<ol class="card">${steps.map(([title, command]) => `<li><span>${title}</span><pre tabindex="0">${escapeHtml(command)}</pre></li>`).join("")}</ol>
<footer>从登录到退款的完整一遍，写在 README 的「走一遍」。数据在 <code>.data/</code>，<code>npm start -- --fresh</code> 从头开始。</footer>
</main>
</body>
</html>`;
}

function personCard(person: Introduced): string {
  const keys = person.keys
    .map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`)
    .join("");
  return `<section class="card"><span class="role">${escapeHtml(person.role)}</span>
<h3>${escapeHtml(person.name)}</h3><p>${escapeHtml(person.hint)}</p><dl>${keys}</dl></section>`;
}

function linkCard([path, title, text]: (typeof LINKS)[number]): string {
  return `<a class="card" href="${path}"><h3>${title}</h3><p>${text}</p></a>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
}

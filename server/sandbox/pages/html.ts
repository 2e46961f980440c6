const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Makes any text safe inside HTML text and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}

/** Writes a value as JSON that is safe inside a script element. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", String.raw`\u003c`);
}

const STYLE = `
:root{--paper:#FAF7F2;--surface:#FFFFFF;--sunken:#F1ECE4;--ink:#1F1A17;--ink-2:#5F564F;--ink-3:#8A8078;
--brand:#C2410C;--brand-soft:#FFEDD5;--on-brand:#FFFFFF;--good:#15803D;--warn:#B45309;--bad:#B91C1C;--line:#E7E0D6}
@media (prefers-color-scheme:dark){:root{--paper:#161311;--surface:#211C19;--sunken:#0F0D0B;--ink:#F3EDE7;
--ink-2:#B9AFA6;--ink-3:#8A8078;--brand:#FB923C;--brand-soft:#3B2415;--on-brand:#1F1A17;--good:#4ADE80;
--warn:#FBBF24;--bad:#F87171;--line:#332C27}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 -apple-system,BlinkMacSystemFont,
"PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
a{color:var(--brand)}`;

/** Wraps a page body: Chinese, phone-sized, in the shop's paper, ink and persimmon. */
export function page(title: string, style: string, body: string): string {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title><style>${STYLE}${style}</style></head>
<body>${body}</body></html>`;
}

import { randomLetters } from "../ids";
import type { ChosenFile, Platform } from "./types";

function choose(accept: string, isMultiple: boolean): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = accept;
    input.multiple = isMultiple;
    input.addEventListener("change", () => resolve([...(input.files ?? [])]));
    input.addEventListener("cancel", () => resolve([]));
    input.click();
  });
}

const base64Of = async (file: File): Promise<string> =>
  await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve((reader.result as string).split(",")[1] ?? ""));
    reader.addEventListener("error", () => reject(new Error("unreadable")));
    reader.readAsDataURL(file);
  });

/**
 * A browser. There is no WeChat in it: logging in is done by phone, and money goes over the local WeChat's cashier, which
 * only a demo shop has (the pages ask `GET /v1/shop` before they offer it).
 */
/** What scrolls around a node; null where it is the window. */
function scrollerOf(node: Element | undefined): Element | null {
  for (let at = node?.parentElement ?? null; at !== null; at = at.parentElement)
    if (at !== document.body && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  return null;
}

export const platform: Platform = {
  name: "h5",
  loginCode: async () => null,
  async demoPersonCode() {
    const answer = await fetch("/__sandbox/codes", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ openid: `oDemo${randomLetters(23)}` }),
    });
    if (!answer.ok) return null;
    return ((await answer.json()) as { code: string }).code;
  },
  async pay(parameters, returnPath) {
    const cashier = new URL("/__sandbox/cashier", location.origin);
    for (const [name, value] of Object.entries(parameters)) cashier.searchParams.set(name, value);
    cashier.searchParams.set("prepay_id", parameters.package.replace("prepay_id=", ""));
    cashier.searchParams.set("returnUrl", `/#${returnPath}`);
    location.assign(cashier);
    return "away";
  },
  cashierSaid() {
    const said = new URLSearchParams(location.search).get("pay_result");
    if (said === null) return null;
    history.replaceState(history.state, "", `${location.pathname}${location.hash}`);
    if (said === "ok") return "done";
    return said === "cancel" ? "cancelled" : "failed";
  },
  chooseAddress: async () => "absent",
  scan: async () => "absent",
  async choosePictures(count): Promise<ChosenFile[]> {
    const files = await choose("image/jpeg,image/png,image/webp", count > 1);
    return await Promise.all(
      files
        .slice(0, count)
        .map(async (file) => ({ name: file.name, base64: await base64Of(file) })),
    );
  },
  async chooseText() {
    const [file] = await choose(".csv,text/csv,text/plain", false);
    return file === undefined ? null : { name: file.name, text: await file.text() };
  },
  async copy(text) {
    await navigator.clipboard.writeText(text);
  },
  linkTo: (path) => `${location.origin}${location.pathname}#${path}`,
  call(phone) {
    location.assign(`tel:${phone}`);
  },
  async saveText(name, text) {
    const link = document.createElement("a");
    // Spreadsheets read Chinese in a CSV only with a byte order mark, which nothing else wants.
    const mark = name.endsWith(".csv") ? "\uFEFF" : "";
    link.href = URL.createObjectURL(new Blob([mark, text], { type: "text/plain;charset=utf-8" }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  },
  agreeToPrivacy: async () => true,
  onPrivacyAsked: () => undefined,
  openPrivacyContract: null,
  windowWidth: () => window.innerWidth,
  onResize(listener) {
    window.addEventListener("resize", listener);
    return () => window.removeEventListener("resize", listener);
  },
  watchNear(className, screens, listener) {
    const nodes = document.querySelectorAll(`.${className}`);
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting, boundingClientRect } of entries)
          // Where the keyboard is stays, however far one scrolls.
          listener(
            target.id,
            isIntersecting || target.contains(document.activeElement),
            boundingClientRect.height,
          );
      },
      { root: scrollerOf(nodes[0]), rootMargin: `${screens * 100}% 0px` },
    );
    for (const node of nodes) observer.observe(node);
    return () => observer.disconnect();
  },
};

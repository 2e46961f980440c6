import { appConfig, pagePaths } from "./bundle.ts";
import { defineBuiltIns } from "./built-ins.ts";
import { app, space } from "./logic.ts";
import * as pages from "./pages.ts";
import type { Phone } from "../phone-types.ts";
import { calls, fault, faults, sent, settings, watchErrors } from "./phone.ts";
import { handEvent, watchTouches } from "./touches.ts";
import { createWx, tell } from "./wx.ts";

type Life = (options: object) => void;

const phone: Phone = {
  settings,
  faults,
  calls,
  sent,
  stack: pages.stackPaths,
  share: () => pages.call(pages.top(), "onShareAppMessage", { from: "menu" }),
  async pullDown() {
    await Promise.resolve(pages.call(pages.top(), "onPullDownRefresh"));
  },
  goBack: () => pages.navigateBack(1),
  open: (path) => pages.reLaunch(path),
  setOffline(isOffline) {
    settings.isOffline = isOffline;
    tell("NetworkStatusChange", {
      isConnected: !isOffline,
      networkType: isOffline ? "none" : "wifi",
    });
  },
};

window.phone = phone;
Object.assign(globalThis, { __weappEvent: handEvent });
watchErrors();
defineBuiltIns(space);
pages.bootPages(createWx());
watchTouches(pages.screenNode);

const wanted = new URLSearchParams(location.search);
const first = wanted.get("path") ?? `/${appConfig.pages[0] ?? ""}`;
const path = first.replace(/^\//, "").split("?", 1)[0] ?? "";
if (!pagePaths.includes(path)) fault(`there is no page ${path}`);
const query = Object.fromEntries(new URLSearchParams(first.split("?", 2)[1] ?? ""));
const launch = { path, query, scene: Number(wanted.get("scene") ?? 1_001), referrerInfo: {} };
for (const name of ["onLaunch", "onShow"])
  (app.options?.[name] as Life | undefined)?.call(app.options, launch);
pages.reLaunch(first.startsWith("/") ? first : `/${first}`);
document.body.dataset["booted"] = "yes";

import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const places = [
  process.env["CHROMIUM_PATH"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Where Chromium is on this machine; null when there is none. */
export const chromiumPath: string | null =
  places.find((path) => path !== undefined && path !== "" && existsSync(path)) ?? null;

/** Goes behind the name of tests that are left out where there is no Chromium. */
export const withoutChromium =
  chromiumPath === null
    ? " (left out: no Chromium here; apt-get install -y chromium fonts-wqy-microhei)"
    : "";

/** Starts Chromium without a window. */
export async function openBrowser(): Promise<Browser> {
  if (chromiumPath === null) throw new Error("there is no Chromium on this machine");
  return await chromium.launch({
    executablePath: chromiumPath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--font-render-hinting=none"],
  });
}

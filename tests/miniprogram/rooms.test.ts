import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "@support/processes.ts";

/*
 * The rules of the mini-program that a machine can see. Each failure names the file.
 */

const folder = "miniprogram/src";
const files = readdirSync(join(projectRoot, folder), { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file))
  .map((path) => ({ path, text: readFileSync(join(projectRoot, folder, path), "utf8") }));

/** Each may know those before it: what a page is made of is never told of pages. */
const rooms = ["lib", "i18n", "ui", "features", "pages"] as const;
const heightOf = (path: string): number =>
  rooms.findIndex((room) =>
    room === "pages" ? /^(pages|subpackages)\//.test(path) : path.startsWith(`${room}/`),
  );
/** `lib` speaks of moments in the words of `i18n`, which remembers its language by `lib`: one floor. */
const floorOf = (path: string): number => Math.max(heightOf(path), 1);

type Import = { readonly path: string; readonly to: string; readonly isTypeOnly: boolean };

const imports: readonly Import[] = files.flatMap(({ path, text }) =>
  [...text.matchAll(/^(import|export) (type )?[^;]*?from "([^"]+)"/gms)].map(
    ([, , type, to = ""]) => ({ path, to, isTypeOnly: type !== undefined }),
  ),
);

const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(?<!:)\/\/.*$/gm, "");
const showing = (found: readonly Import[]): string[] =>
  found.map(({ path, to }) => `${path} imports ${to}`);

describe("the rooms of the mini-program", () => {
  it("know those below them only: pages, features, ui, lib", () => {
    const upward = imports.filter(({ path, to }) => {
      const target = to.startsWith("@/")
        ? to.slice(2)
        : to.startsWith(".")
          ? posix.join(posix.dirname(path), to)
          : null;
      if (target === null || heightOf(path) < 0 || heightOf(target) < 0) return false;
      return floorOf(target) > floorOf(path);
    });
    expect(showing(upward)).toEqual([]);
  });

  it("share types with the server and nothing that runs", () => {
    const running = imports.filter(
      ({ to, isTypeOnly }) =>
        (to.startsWith("@contract") || to.includes("/server/")) && !isTypeOnly,
    );
    expect(showing(running)).toEqual([]);
  });

  it("ask the phone or the browser in lib alone", () => {
    const effects =
      /\bTaro\.(?:login|requestPayment|chooseAddress|getPrivacySetting|requirePrivacyAuthorize|openPrivacyContract|scanCode|chooseMedia|chooseMessageFile|getFileSystemManager|setClipboardData|makePhoneCall|shareFileMessage|request|setStorage|setStorageSync|getStorageSync|navigateTo|redirectTo|switchTab|showModal)\b/;
    const browser = /(?<![\w$."'-])(?:window|document|localStorage|navigator)\.\w/;
    const found = files
      .filter(({ path }) => !path.startsWith("lib/"))
      .filter(({ text }) => effects.test(text) || browser.test(withoutComments(text)))
      .map(({ path }) => path);
    expect(found).toEqual([]);
  });

  it("keep every word that is shown in i18n", () => {
    const found = files
      .filter(({ path }) => !path.startsWith("i18n/") && !path.endsWith(".config.ts"))
      // What people paste is read by the words that stand in it.
      .filter(({ path }) => path !== "features/addresses/parse-address.ts")
      .flatMap(({ path, text }) =>
        withoutComments(text)
          .split("\n")
          .filter((line) => /\p{Script=Han}/u.test(line))
          .map((line) => `${path}: ${line.trim()}`),
      );
    expect(found).toEqual([]);
  });

  it("call a page the same in its configuration and in i18n", () => {
    const textOf = (path: string) => files.find((file) => file.path === path)?.text ?? "";
    const names = new Map(
      [...textOf("lib/routes.ts").matchAll(/^ {2}(\w+): "\/(.+)",$/gm)].map(
        ([, name = "", path = ""]) => [path, name],
      ),
    );
    const titles = new Map(
      [...textOf("i18n/pages.ts").matchAll(/^ {2}(\w+): \["(.+?)", /gm)].map(
        ([, name = "", title = ""]) => [name, title],
      ),
    );
    const configured = files
      .filter(({ path }) => path.endsWith("/index.config.ts"))
      .map(({ path, text }) => ({
        path: path.replace(".config.ts", ""),
        title: /navigationBarTitleText: "(.+?)"/.exec(text)?.[1],
      }));
    expect(configured.length).toBeGreaterThan(50);
    for (const { path, title } of configured)
      expect({ path, title: titles.get(names.get(path) ?? "") }).toEqual({ path, title });
  });

  it("have default exports for pages and their titles only", () => {
    const found = files
      .filter(({ path }) => !/^(pages|subpackages)\//.test(path) && !path.startsWith("app."))
      .filter(({ text }) => /^export default/m.test(text))
      .map(({ path }) => path);
    expect(found).toEqual([]);
  });
});

import type { Phone, Sent, Settings } from "../phone-types.ts";

declare global {
  interface Window {
    phone: Phone;
    /** Settings given before the page was loaded. */
    phoneSettings?: Partial<Settings>;
  }
}

const given = window.phoneSettings ?? {};

/** The settings of this phone. */
export const settings: Settings = {
  openid: "oPhone0000000000000000000001",
  payment: "success",
  address: null,
  scan: null,
  pictures: {},
  file: null,
  agrees: true,
  isOffline: false,
  ...given,
};

/** Whatever WeChat would have stumbled over. */
export const faults: string[] = [];
/** Every call of `wx`, in order. */
export const calls: { name: string; options: unknown }[] = [];
/** Every setData, in order. */
export const sent: Sent[] = [];

/** Notes what WeChat would have stumbled over, once. */
export function fault(text: string): void {
  if (!faults.includes(text)) faults.push(text);
}

const text = (value: unknown): string => {
  if (value instanceof Error) return `${value.message}\n${value.stack ?? ""}`;
  return typeof value === "string" ? value : JSON.stringify(value);
};

/** Makes errors of any kind faults. */
export function watchErrors(): void {
  const plain = console.error.bind(console);
  console.error = (...parts: unknown[]) => {
    fault(`console.error: ${parts.map(text).join(" ").slice(0, 1_500)}`);
    plain(...parts);
  };
  window.addEventListener("error", (event) => {
    if (event.message !== "") fault(`error: ${event.message} ${text(event.error).slice(0, 1_500)}`);
  });
  window.addEventListener("unhandledrejection", (event) => {
    fault(`unhandled rejection: ${text(event.reason).slice(0, 1_500)}`);
  });
}

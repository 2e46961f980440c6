import { useTexts } from "@/i18n";
import { privacyTexts } from "@/i18n/account";
import { Refusal, type Answer } from "@/lib/api";
import { today } from "@/lib/format";
import { forget } from "@/lib/login";
import { platform } from "@/lib/platform";
import { sentenceOf, useApi, useApiList, useSend, type Row } from "@/lib/query";
import { toast } from "@/lib/say";

/** One thing to agree to, with its text in force and what was decided. */
export type Consent = Answer<"GET /v1/me/consents">["items"][number];
/** One of the shopper's logins. */
export type Device = Row<"GET /v1/sessions">;

/** Reads what the shopper agreed to. */
export const useConsents = () => useApi("GET /v1/me/consents");

/** Agrees or withdraws; both are one tap. */
export function useDecide() {
  const send = useSend("PUT /v1/me/consents", ["GET /v1/me/consents", "GET /v1/me"]);
  const decide = ({ purpose, version }: Consent, isGranted: boolean, onDone?: () => void) => {
    if (send.isPending) return;
    send.mutate({ body: { purpose, version, isGranted } }, { onSuccess: () => onDone?.() });
  };
  return { decide, isBusy: send.isPending, error: send.error };
}

/** Reads who looked at what, newest first. */
export const useAccessLog = () => useApiList("GET /v1/me/access-log");

/** Reads where the shopper is logged in. */
export const useDevices = () => useApiList("GET /v1/sessions");

/** Ends one of one's own logins. */
export const useEndDevice = () => useSend("DELETE /v1/sessions/:sessionId", ["GET /v1/sessions"]);

/** Gives the shopper everything that the shop knows, as a file. */
export function useExport() {
  const t = useTexts(privacyTexts);
  const read = useSend("GET /v1/me/export");
  const save = async () => {
    if (read.isPending) return;
    try {
      // A file to the contract, which clients may have parsed already.
      const data: unknown = await read.mutateAsync({});
      const text = typeof data === "string" ? data : JSON.stringify(data, null, 2);
      await platform.saveText(t("exportName", { day: today() }), text);
      toast(t("exported"));
    } catch {
      // Said beside the button.
    }
  };
  const fault = read.error === null ? null : sentenceOf(read.error, t("away"));
  return { save: () => void save(), isBusy: read.isPending, fault };
}

/** Has the account deleted; what has to be finished first is named one by one. */
export function useErasure(onDone: () => void) {
  const send = useSend("POST /v1/me/erasure");
  const points = useApi("GET /v1/me/points");
  const erase = () =>
    send.mutate(
      { body: { confirm: "delete" } },
      {
        onSuccess: () => {
          forget();
          onDone();
        },
      },
    );
  const { error } = send;
  const isRefused = error instanceof Refusal && error.code === "erasure_refused";
  return {
    erase,
    isBusy: send.isPending,
    points: points.data?.available ?? 0,
    unfinished: isRefused ? error.issues.map(({ detail }) => detail) : [],
    error: isRefused ? null : error,
  };
}

const systems = [
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Android", "Android"],
  ["Windows", "Windows"],
  ["Macintosh", "Mac"],
  ["Linux", "Linux"],
] as const;
const programs = [
  ["MicroMessenger", "WeChat"],
  ["Edg/", "Edge"],
  ["Firefox", "Firefox"],
  ["Chrome", "Chrome"],
  ["Safari", "Safari"],
] as const;

/** What a login is held by, as its owner would say it: `Chrome · Windows`; null where it is none we know. */
export function deviceName(userAgent: string): string | null {
  const find = (table: readonly (readonly [string, string])[]) =>
    table.find(([mark]) => userAgent.includes(mark))?.[1];
  const names = [find(programs), find(systems)].filter((name) => name !== undefined);
  return names.length === 0 ? null : names.join(" · ");
}

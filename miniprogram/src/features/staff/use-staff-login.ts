import { useState } from "react";
import { useSend, queryClient } from "@/lib/query";
import { platform } from "@/lib/platform";
import { staffSession } from "@/lib/session";

type Grant = { readonly token: string; readonly expiresAt: string; readonly staffId: string };

/** Logging in as one of the shop's people, in any of the ways there are; `onDone` when it worked. */
export function useStaffEntry(onDone: () => void) {
  const password = useSend("POST /v1/staff/sessions");
  const wechat = useSend("POST /v1/staff/sessions/wechat");
  const accept = useSend("POST /v1/staff/invitations/accept");
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);

  const attempt = async (ask: () => Promise<Grant>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const { token, expiresAt, staffId } = await ask();
      queryClient.removeQueries({ queryKey: ["GET /v1/staff/me"] });
      staffSession.store.set({ token, expiresAt, personId: staffId });
      onDone();
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  };
  const code = async (): Promise<string> => (await platform.loginCode()) ?? "";
  return {
    isBusy,
    error,
    byPassword: (login: string, secret: string) =>
      void attempt(() => password.mutateAsync({ body: { login, password: secret } })),
    byWechat: () => void attempt(async () => wechat.mutateAsync({ body: { code: await code() } })),
    join: (token: string, login: string, secret: string) =>
      void attempt(() => accept.mutateAsync({ body: { token, login, password: secret } })),
    joinByWechat: (token: string) =>
      void attempt(async () => accept.mutateAsync({ body: { token, wechatCode: await code() } })),
  };
}

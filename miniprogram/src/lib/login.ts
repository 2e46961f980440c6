import { api } from "./api";
import { memberSession, staffSession, type Login } from "./session";
import { platform } from "./platform";
import { queryClient } from "./query";

/** Logs the shopper in silently where WeChat is; null where one has to log in by hand. */
export async function logInSilently(): Promise<Login | null> {
  const code = await platform.loginCode();
  if (code === null) return null;
  const grant = await api("POST /v1/sessions", { body: { code } });
  return { token: grant.token, expiresAt: grant.expiresAt, personId: grant.memberId };
}

/** Takes a login over: what was in the cart before comes along, and what guests saw is asked again. */
export async function enter(login: Login): Promise<void> {
  memberSession.store.set(login);
  await api("POST /v1/cart/merge").catch(() => undefined);
  await queryClient.invalidateQueries();
}

/**
 * Binds whoever logged in by phone to a person of the local WeChat, without whom nothing can be paid. Only to be called
 * in a demo shop; false where there is no local WeChat to ask.
 */
export async function bindDemoWechat(): Promise<boolean> {
  const code = await platform.demoPersonCode();
  if (code === null) return false;
  await api("POST /v1/me/wechat", { body: { code } });
  await queryClient.invalidateQueries({ queryKey: ["GET /v1/me"] });
  return true;
}

/** Ends the shopper's login here and at the server, and forgets what was shown. */
export async function leave(): Promise<void> {
  await api("DELETE /v1/sessions/current").catch(() => undefined);
  forget();
}

/** Forgets the shopper on this phone, whose login has ended already. */
export function forget(): void {
  memberSession.store.set(null);
  queryClient.clear();
}

/** Ends the staff login here and at the server. */
export async function leaveStaff(): Promise<void> {
  await api("DELETE /v1/staff/sessions/current").catch(() => undefined);
  staffSession.store.set(null);
  queryClient.clear();
}

/** Sees to it that calls whose session has ended log in again by themselves where that is possible. */
export function startSessions(): void {
  memberSession.onRenew = logInSilently;
  if (memberSession.store.get() === null)
    void logInSilently().then(
      async (login) => {
        if (login !== null) await enter(login);
      },
      () => undefined,
    );
}

import { randomLetters } from "./ids";
import { kept } from "./storage";
import { createStore, useStore, type Store } from "./store";

/** A login as it is kept on the phone. */
export type Login = {
  readonly token: string;
  readonly expiresAt: string;
  /** Whose it is: a member's or a staff member's id. */
  readonly personId: string;
};

/** Who this phone is to the shop: as a shopper, or as one of its people. The two do not know of each other. */
export type Session = {
  readonly store: Store<Login | null>;
  token(): string | null;
  /** A token that may be good again, after this one was refused; null when one has to log in by hand. */
  renew(refused: string): Promise<string | null>;
};

function session(name: string): Session & { onRenew: (() => Promise<Login | null>) | null } {
  const store = createStore<Login | null>(kept<Login | null>(name, null));
  let renewing: Promise<string | null> | null = null;
  return {
    store,
    onRenew: null,
    token: () => store.get()?.token ?? null,
    async renew(refused) {
      const current = store.get()?.token ?? null;
      if (current !== null && current !== refused) return current;
      renewing ??= (async () => {
        const login = (await this.onRenew?.().catch(() => null)) ?? null;
        store.set(login);
        return login?.token ?? null;
      })().finally(() => (renewing = null));
      return await renewing;
    },
  };
}

/** The shopper's login. */
export const memberSession = session("login.member");

/** The staff member's login. */
export const staffSession = session("login.staff");

/** The shopper's login, or null; drawn again when it changes. */
export const useMember = (): Login | null => useStore(memberSession.store);

/** The staff login, or null; drawn again when it changes. */
export const useStaffLogin = (): Login | null => useStore(staffSession.store);

const guestCart = kept<string | null>("cart.token", null);

/** What a cart goes by before its owner has logged in; made once per phone. */
export function cartToken(): string {
  const known = guestCart.get();
  if (known !== null) return known;
  const made = randomLetters(32);
  guestCart.set(made);
  return made;
}

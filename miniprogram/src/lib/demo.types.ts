import type { Login } from "./session";

/** A person of the demo shop, as the front door introduces them. */
export type DemoPerson = {
  readonly role: string;
  readonly name: string;
  readonly hint: string;
  /** Whom the local WeChat takes them for; null for the shop's people. */
  readonly openid: string | null;
  /** How one of the shop's people logs in; null for shoppers. */
  readonly staff: { readonly login: string; readonly password: string } | null;
};

/** What only a demo shop in a browser has: its people, its local WeChat, its SMS inbox. */
export type Demo = {
  people(): Promise<readonly DemoPerson[]>;
  /** Logs in as a shopper of the demo shop. */
  logIn(openid: string): Promise<Login>;
  /** Opens the page on which messages to phones arrive. */
  openInbox(): void;
};

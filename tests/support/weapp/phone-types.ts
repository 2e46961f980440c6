/** How the person with the phone, and WeChat, behave; the test sets it. */
export type Settings = {
  /** Who is logged in to WeChat on this phone. */
  openid: string;
  /** What happens at WeChat's cashier. */
  payment: "success" | "cancel" | "fail" | "success_without_notify";
  /** What is chosen in WeChat's address book; null: it is closed again. */
  address: Record<string, string> | null;
  /** What the camera reads; null: it is closed again. */
  scan: string | null;
  /** Pictures that are chosen, base64 by name. */
  pictures: Record<string, string>;
  /** The file that is chosen in a chat, as text; null: none. */
  file: { name: string; text: string } | null;
  /** Whether the person agrees to the privacy guide. */
  agrees: boolean;
  /** No answer comes from anywhere. */
  isOffline: boolean;
};

/** One setData: the page's path and its size in bytes of JSON. */
export type Sent = { page: string; bytes: number; at: number };

/** What a test may look at and set on the running phone; it is `window.phone`. */
export type Phone = {
  readonly settings: Settings;
  /** Whatever WeChat would have stumbled over. */
  readonly faults: string[];
  /** Every call of `wx`, by name. */
  readonly calls: { name: string; options: unknown }[];
  readonly sent: Sent[];
  /** Paths of the open pages, the lowest first. */
  stack(): string[];
  /** What a page answers when it is shared. */
  share(): unknown;
  pullDown(): Promise<void>;
  goBack(): void;
  /** Opens a page as a scanned code or a shared card does; the stack begins anew. */
  open(path: string): void;
  /** The phone's network is there, or away. */
  setOffline(isOffline: boolean): void;
};

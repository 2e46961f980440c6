/** What `wx.requestPayment` takes, as the server signed it. */
export type PayParameters = {
  readonly appId: string;
  readonly timeStamp: string;
  readonly nonceStr: string;
  readonly package: string;
  readonly signType: "RSA";
  readonly paySign: string;
};

/** A mainland address as WeChat's picker gives it. */
export type PickedAddress = {
  readonly name: string;
  readonly phone: string;
  readonly province: string;
  readonly city: string;
  readonly district: string;
  readonly detail: string;
};

/** A text file or picture that a person chose. */
export type ChosenFile = { readonly name: string; readonly base64: string };

/** How WeChat's question about the privacy guide is answered; agreeing names the button that was tapped for it. */
export type PrivacyAnswer = {
  readonly shown: () => void;
  readonly agree: (buttonId: string) => void;
  readonly refuse: () => void;
};

/**
 * Everything that only the phone or the browser can do. Nothing else calls it: Taro's own stubs on H5 answer logins,
 * payments and privacy as if they had worked.
 */
export type Platform = {
  readonly name: "weapp" | "h5";
  /** A login code of WeChat; null where there is no WeChat, and one has to log in by hand. */
  loginCode(): Promise<string | null>;
  /**
   * A login code of a fresh person of the local WeChat, so that who logged in by phone can pay in a demo shop; null
   * wherever WeChat itself is.
   */
  demoPersonCode(): Promise<string | null>;
  /**
   * Shows WeChat's cashier. What it says is a hint and nothing more: whether it is paid, the server knows. `away` means
   * that the page is being left and comes back by `returnPath`.
   */
  pay(
    parameters: PayParameters,
    returnPath: string,
  ): Promise<"done" | "cancelled" | "failed" | "away">;
  /** What the cashier said of the payment one comes back from, once; null when it said nothing, or said it to `pay`. */
  cashierSaid(): "done" | "cancelled" | "failed" | null;
  /** WeChat's own address book; null when the person chose none, `"absent"` where there is none. */
  chooseAddress(): Promise<PickedAddress | null | "absent">;
  /** Reads a code with the camera; null when nothing was read, `"absent"` where there is no camera to ask. */
  scan(): Promise<{ readonly text: string } | null | "absent">;
  /** Lets a person choose pictures; empty when they chose none. */
  choosePictures(count: number): Promise<ChosenFile[]>;
  /** Lets a person choose a text file (CSV); null when they chose none. */
  chooseText(): Promise<{ readonly name: string; readonly text: string } | null>;
  copy(text: string): Promise<void>;
  /** The address of a page for people outside; null where pages are shared by WeChat alone. */
  linkTo(path: string): string | null;
  call(phone: string): void;
  /** Gives a text to the person as a file. */
  saveText(name: string, text: string): Promise<void>;
  /** Asks the person to agree to the privacy guide where WeChat demands it; false when they did not. */
  agreeToPrivacy(): Promise<boolean>;
  /**
   * Tells when WeChat wants the person to agree to the privacy guide before it goes on; the newest listener is asked,
   * and has to answer. Browsers never ask.
   */
  onPrivacyAsked(listener: (answer: PrivacyAnswer) => void): void;
  /** WeChat's page with the shop's privacy guide, where there is one. */
  readonly openPrivacyContract: (() => void) | null;
  /** Whether the person asked for larger letters or less motion in the system, and how wide the window is, in px. */
  windowWidth(): number;
  onResize(listener: () => void): () => void;
  /**
   * Tells of everything of a class that is there now, by its id, when it comes within so many screens of the window or
   * leaves them, and how high it is: 0 where its page is not on show. Returns the way to stop.
   */
  watchNear(
    className: string,
    screens: number,
    listener: (id: string, isNear: boolean, height: number) => void,
  ): () => void;
};

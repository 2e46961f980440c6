type Listener = () => void;

class Signal {
  aborted = false;
  reason: unknown = undefined;
  private readonly listeners = new Set<Listener>();

  addEventListener(_type: "abort", listener: Listener): void {
    this.listeners.add(listener);
  }

  removeEventListener(_type: "abort", listener: Listener): void {
    this.listeners.delete(listener);
  }

  /** Ends whatever listens, once. */
  end(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    for (const listener of this.listeners) listener();
  }
}

/**
 * What the query cache uses of a browser's class of this name. WeChat has none, and without it no query would ever be
 * sent: `config/index.ts` puts this one in its place.
 */
export class AbortController {
  readonly signal = new Signal();

  /** Ends whatever listens to the signal. */
  abort(reason?: unknown): void {
    this.signal.end(reason);
  }
}

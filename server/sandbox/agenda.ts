import type { SandboxClock } from "./clock.ts";

/** Things that happen at a business time: deliveries and refunds under way. */
export interface Agenda {
  /** Plans one thing by key; planning the same key again replaces it. */
  plan(key: string, atMs: number, run: () => Promise<void> | void): void;
  cancel(key: string): void;
  /** Moves time forward, stopping at each due moment on the way; resolves when all of it is done. */
  advanceTo(ms: number): Promise<void>;
  /** Looks again at what is due; called after the clock was moved by other means. */
  wake(): void;
  stop(): void;
}

interface Entry {
  readonly key: string;
  readonly at: number;
  readonly run: () => Promise<void> | void;
}

const LONGEST_TIMER = 2_000_000_000;

/** Min-heap by time; a replaced or cancelled entry stays in it and is skipped when it surfaces. */
class Heap {
  readonly #entries: Entry[] = [];

  get first(): Entry | undefined {
    return this.#entries[0];
  }

  add(entry: Entry): void {
    const entries = this.#entries;
    let index = entries.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = entries[parent];
      if (!above || above.at <= entry.at) break;
      entries[index] = above;
      index = parent;
    }
    entries[index] = entry;
  }

  takeFirst(): void {
    const entries = this.#entries;
    const last = entries.pop();
    if (!last || entries.length === 0) return;
    let index = 0;
    for (;;) {
      const left = entries[2 * index + 1];
      const right = entries[2 * index + 2];
      const child = right && left && right.at < left.at ? right : left;
      if (!child || child.at >= last.at) break;
      entries[index] = child;
      index = 2 * index + (child === left ? 1 : 2);
    }
    entries[index] = last;
  }
}

/** Makes an agenda that runs in real time and can be walked forward step by step. */
export function createAgenda(clock: SandboxClock): Agenda {
  const heap = new Heap();
  const live = new Map<string, Entry>();
  let timer: NodeJS.Timeout | undefined;
  const running = new Set<Promise<void>>();
  let walking = 0;
  let stopped = false;

  function next(): Entry | undefined {
    while (heap.first && live.get(heap.first.key) !== heap.first) heap.takeFirst();
    return heap.first;
  }

  function takeDue(): Entry[] {
    const due: Entry[] = [];
    const now = clock.now();
    for (let entry = next(); entry && entry.at <= now; entry = next()) {
      heap.takeFirst();
      live.delete(entry.key);
      due.push(entry);
    }
    return due;
  }

  function startDue(): void {
    for (const entry of takeDue()) {
      const run = Promise.resolve(entry.run()).finally(() => running.delete(run));
      running.add(run);
    }
  }

  /** Lets everything under way end, so that what it plans next is known before time moves on. */
  async function settle(): Promise<void> {
    while (running.size > 0) await Promise.all(running);
  }

  function wake(): void {
    clearTimeout(timer);
    const entry = next();
    if (stopped || walking > 0 || !entry) return;
    const wait = Math.min(Math.max(entry.at - clock.now(), 0), LONGEST_TIMER);
    timer = setTimeout(() => {
      startDue();
      wake();
    }, wait);
    timer.unref();
  }

  return {
    plan(key, atMs, run) {
      const entry = { key, at: atMs, run };
      live.set(key, entry);
      heap.add(entry);
      if (heap.first === entry) wake();
    },
    cancel: (key) => void live.delete(key),
    async advanceTo(ms) {
      walking += 1;
      try {
        await settle();
        for (let entry = next(); entry && entry.at <= ms; entry = next()) {
          if (entry.at > clock.now()) clock.moveTo(entry.at);
          startDue();
          await settle();
        }
        if (ms > clock.now()) clock.moveTo(ms);
      } finally {
        walking -= 1;
        wake();
      }
    },
    wake,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

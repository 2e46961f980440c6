/** One running part of a started shop. */
export type Part = {
  /** Ends it in good order; must not take for ever, but may. */
  close(): Promise<void>;
  /** Ends what is left of it at once. */
  kill?(): void;
};

/** The running parts of a shop, in the order in which they were opened. */
export type Parts = {
  add(part: Part): void;
  /** Closes the last opened first; parts that are added meanwhile are closed too. */
  closeAll(): Promise<void>;
  killAll(): void;
};

/** Keeps what was opened, so that it is closed the other way round. */
export function keepParts(): Parts {
  const open: Part[] = [];
  const all: Part[] = [];
  return {
    add(part) {
      open.push(part);
      all.push(part);
    },
    async closeAll() {
      for (let part = open.pop(); part !== undefined; part = open.pop()) await part.close();
    },
    killAll() {
      for (const part of all) part.kill?.();
    },
  };
}

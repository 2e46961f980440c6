const HOLD_MS = 1_000;

/**
 * Keeps what a read gave for one second in this process: for settings that every purchase needs and hardly anybody
 * changes. The database stays the truth: another process sees a change a second later, the one that changed it at
 * once when it calls `forget`. Never for stock, money, sessions or anything that a limit rests on.
 */
export function briefly<Value>(read: (key: string) => Promise<Value>): {
  get(key: string): Promise<Value>;
  forget(): void;
} {
  const held = new Map<string, { value: Promise<Value>; until: number }>();
  return {
    async get(key) {
      const now = performance.now();
      const known = held.get(key);
      if (known !== undefined && known.until > now) return await known.value;
      if (held.size >= 1_000) held.clear();
      const value = read(key);
      held.set(key, { value, until: now + HOLD_MS });
      try {
        return await value;
      } catch (error) {
        held.delete(key);
        throw error;
      }
    },
    forget() {
      held.clear();
    },
  };
}

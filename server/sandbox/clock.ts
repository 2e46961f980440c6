import type { Table } from "./journal.ts";

/** The sandbox's movable time: real time plus an offset that survives a restart. */
export interface SandboxClock {
  /** Business time in epoch milliseconds: expiry, schedules, bill days, printed times. */
  now(): number;
  /**
   * Time of the wire in epoch milliseconds, for signatures and nonces: the callers' own clocks stand
   * on real time, so moving business time must not make their signatures stale.
   */
  wire(): number;
  readonly offsetMs: number;
  /** Whether signatures follow the moved time, for a caller whose own clock is moved alike. */
  readonly wireMoves: boolean;
  moveTo(ms: number): void;
  setOffset(offsetMs: number): void;
  setWireMoves(moves: boolean): void;
}

/** What the journal keeps of the clock. */
export interface ClockRecord {
  readonly offsetMs: number;
  readonly wireMoves: boolean;
}

/** Makes the clock over a source of real time; the offset is kept in the given table. */
export function createClock(real: () => number, table: Table<ClockRecord>): SandboxClock {
  let state = table.get("clock") ?? { offsetMs: 0, wireMoves: false };
  const keep = (next: ClockRecord): void => {
    state = next;
    table.put("clock", next);
  };
  return {
    now: () => real() + state.offsetMs,
    wire: () => (state.wireMoves ? real() + state.offsetMs : real()),
    get offsetMs() {
      return state.offsetMs;
    },
    get wireMoves() {
      return state.wireMoves;
    },
    moveTo: (ms) => keep({ ...state, offsetMs: ms - real() }),
    setOffset: (offsetMs) => keep({ ...state, offsetMs }),
    setWireMoves: (moves) => keep({ ...state, wireMoves: moves }),
  };
}

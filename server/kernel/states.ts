import { fail } from "./errors.ts";
import type { ErrorCode } from "../contract/problem.ts";

/** A state machine as a readable table: each state and where it may go. */
export type StateTable<State extends string> = Readonly<Record<State, readonly State[]>>;

/** Whether the table allows the step. */
export function canGo<State extends string>(
  table: StateTable<State>,
  from: State,
  to: State,
): boolean {
  return table[from].includes(to);
}

/**
 * Checks a step against the table.
 * @throws the given code when the step is not allowed.
 */
export function mustGo<State extends string>(
  table: StateTable<State>,
  from: State,
  to: State,
  code: ErrorCode,
): void {
  if (!canGo(table, from, to)) fail(code);
}

/** The states from which the table allows a step to the given one, for conditional writes. */
export function sourcesOf<State extends string>(table: StateTable<State>, to: State): State[] {
  return (Object.keys(table) as State[]).filter((from) => table[from].includes(to));
}

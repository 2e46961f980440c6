import { useRef } from "react";
import { Unreachable } from "./api";
import { newId } from "./ids";

/**
 * Ids for acts of one kind, by what they are about: made once, and the same until the server has answered, so that
 * another try after a lost network is the same act.
 */
export function useActIds(prefix: string): {
  idOf(about: string): string;
  /** The act has been answered, or failed on its way: then its id stays. */
  settle(about: string, error: unknown): void;
} {
  const ids = useRef(new Map<string, string>());
  return {
    idOf(about) {
      const known = ids.current.get(about) ?? newId(prefix);
      ids.current.set(about, known);
      return known;
    },
    settle(about, error) {
      if (!(error instanceof Unreachable)) ids.current.delete(about);
    },
  };
}

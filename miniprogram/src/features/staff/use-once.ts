import { useRef } from "react";
import { Unreachable } from "@/lib/api";
import { newId } from "@/lib/ids";

/** The number of an act: the same for every attempt until the server has answered, then a new one for the next act. */
export function useOnce(prefix: string): {
  readonly id: () => string;
  readonly answered: (error: unknown) => void;
} {
  const held = useRef<string | null>(null);
  return {
    id: () => (held.current ??= newId(prefix)),
    answered: (error) => {
      if (!(error instanceof Unreachable)) held.current = null;
    },
  };
}

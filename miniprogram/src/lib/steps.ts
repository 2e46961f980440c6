import Taro from "@tarojs/taro";
import { useEffect, useState } from "react";

/**
 * Counts from 0 to `last`, one at a time, each when what the one before has brought is drawn: a long page begins with
 * what is seen first.
 */
export function useSteps(last: number): number {
  const [step, setStep] = useState(0);
  useEffect(() => {
    if (step >= last) return undefined;
    let timer: ReturnType<typeof setTimeout> | null = null;
    let isGone = false;
    Taro.nextTick(() => {
      // The phone has what it shall draw, and draws it before it comes to this.
      if (!isGone) timer = setTimeout(() => setStep(step + 1), 16);
    });
    return () => {
      isGone = true;
      if (timer !== null) clearTimeout(timer);
    };
  }, [step, last]);
  return step;
}

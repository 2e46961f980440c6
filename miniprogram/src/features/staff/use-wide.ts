import { useEffect, useState } from "react";
import { platform } from "@/lib/platform";

const WIDE_PX = 900;
const isWideNow = (): boolean => platform.windowWidth() >= WIDE_PX;

/** Whether the window has room for a rail of rooms and for tables; drawn again when it changes. */
export function useWide(): boolean {
  const [isWide, setWide] = useState(isWideNow);
  useEffect(() => platform.onResize(() => setWide(isWideNow())), []);
  return isWide;
}

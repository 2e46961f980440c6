import { View, type ITouchEvent } from "@tarojs/components";
import type { PropsWithChildren } from "react";

import { roleOf } from "./role";

type Props = PropsWithChildren<{
  onTap: () => void;
  className?: string;
  /** What a screen reader says when what is inside does not. */
  label?: string;
  isDisabled?: boolean;
  role?: "button" | "link" | "tab" | "radio" | "checkbox" | "switch";
  isOn?: boolean;
  /** A name by which tests find it. */
  id?: string;
}>;

/** Anything that answers a tap: with finger, mouse, keyboard and screen reader alike. */
export function Tap({
  onTap,
  className = "",
  label,
  isDisabled = false,
  role = "button",
  isOn,
  id,
  children,
}: Readonly<Props>) {
  const handleTap = (event: ITouchEvent) => {
    event.stopPropagation();
    if (!isDisabled) onTap();
  };
  const isChoice = role === "radio" || role === "checkbox" || role === "switch";
  return (
    <View
      {...(id === undefined ? {} : { id })}
      className={`nd-tap ${isDisabled ? "nd-tap--off" : ""} ${className}`}
      hoverClass={isDisabled ? "none" : "nd-tap--down"}
      onClick={handleTap}
      {...roleOf(role, {
        ...(label === undefined ? {} : { "aria-label": label }),
        ...(isDisabled ? { "aria-disabled": "true" } : {}),
        ...(isChoice ? { "aria-checked": String(isOn ?? false) } : {}),
        ...(role === "tab" ? { "aria-selected": String(isOn ?? false) } : {}),
        tabIndex: isDisabled ? -1 : 0,
        onKeyDown: (event: { key: string; preventDefault(): void }) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          if (!isDisabled) onTap();
        },
      })}
    >
      {children}
    </View>
  );
}

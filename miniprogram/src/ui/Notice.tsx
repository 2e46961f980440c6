import { View } from "@tarojs/components";
import type { PropsWithChildren } from "react";
import { roleOf } from "./role";

/** Something to know, that stays until it is no longer so. */
export function Notice({
  mood = "info",
  children,
}: Readonly<PropsWithChildren<{ mood?: "info" | "good" | "warn" | "bad" }>>) {
  return (
    <View
      className={`nd-notice nd-notice--${mood}`}
      {...roleOf(mood === "bad" ? "alert" : "status", { "aria-live": "polite" })}
    >
      {children}
    </View>
  );
}

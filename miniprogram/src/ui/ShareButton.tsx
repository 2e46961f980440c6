import { Button as NativeButton } from "@tarojs/components";
import type { ReactNode } from "react";

/** The button by which WeChat asks the page for its share card (`useShareAppMessage`); WeChat answers no other tap so. */
export function ShareButton({
  children,
  look = "main",
}: Readonly<{ children: ReactNode; look?: "main" | "soft" | "plain" }>) {
  return (
    <NativeButton
      className={`nd-button nd-button--${look} nd-button--block nd-tap nd-share`}
      openType="share"
    >
      {children}
    </NativeButton>
  );
}

import { Text, View } from "@tarojs/components";
import type { PropsWithChildren, ReactNode } from "react";
import { Tap } from "./Tap";

type Props = PropsWithChildren<{
  title?: string;
  /** A word at the right of the title that leads on. */
  more?: { readonly text: string; readonly onTap: () => void };
  aside?: ReactNode;
  className?: string;
}>;

/** A piece of paper with one matter on it. */
export function Card({ title, more, aside, className = "", children }: Readonly<Props>) {
  return (
    <View className={`nd-card ${className}`}>
      {title !== undefined && (
        <View className="nd-section__head">
          <Text className="nd-section__title">{title}</Text>
          {aside}
          {more !== undefined && (
            <Tap className="nd-section__more" onTap={more.onTap} role="link">
              {more.text}
            </Tap>
          )}
        </View>
      )}
      {children}
    </View>
  );
}

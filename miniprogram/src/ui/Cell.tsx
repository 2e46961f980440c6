import { Text, View } from "@tarojs/components";
import type { ReactNode } from "react";
import { Tap } from "./Tap";

type Props = {
  title: ReactNode;
  note?: ReactNode;
  value?: ReactNode;
  onTap?: () => void;
  id?: string;
};

/** A row of a list of matters: what, a word about it, its value; leads on when it can be tapped. */
export function Cell({ title, note, value, onTap, id }: Readonly<Props>) {
  const inner = (
    <>
      <View className="nd-grow">
        <View>{title}</View>
        {note !== undefined && note !== "" && <View className="nd-note">{note}</View>}
      </View>
      {value !== undefined && <View className="nd-cell__value">{value}</View>}
      {onTap !== undefined && <Text className="nd-cell__arrow" />}
    </>
  );
  if (onTap === undefined) return <View className="nd-cell">{inner}</View>;
  return (
    <Tap className="nd-cell" onTap={onTap} role="link" {...(id === undefined ? {} : { id })}>
      {inner}
    </Tap>
  );
}

import { View } from "@tarojs/components";
import { roleOf } from "./role";
import { Tap } from "./Tap";

type Choice<Key extends string> = {
  readonly key: Key;
  readonly text: string;
  readonly isDisabled?: boolean;
};
type Props<Key extends string> = {
  choices: readonly Choice<Key>[];
  chosen: Key | readonly Key[] | null;
  onChoose: (key: Key) => void;
  /** In one line that is pushed sideways. */
  isLine?: boolean;
};

/** One or some of a few, each with its word. */
export function Chips<Key extends string>({
  choices,
  chosen,
  onChoose,
  isLine = false,
}: Readonly<Props<Key>>) {
  const isMany = Array.isArray(chosen);
  const isOn = (key: Key) => (isMany ? (chosen as readonly Key[]).includes(key) : chosen === key);
  return (
    <View
      className={`nd-chips ${isLine ? "nd-chips--scroll" : ""}`}
      {...roleOf(isMany ? "group" : "radiogroup")}
    >
      {choices.map(({ key, text, isDisabled }) => (
        <Tap
          key={key}
          className={`nd-chip ${isOn(key) ? "nd-chip--on" : ""}`}
          role={isMany ? "checkbox" : "radio"}
          isOn={isOn(key)}
          isDisabled={isDisabled ?? false}
          onTap={() => onChoose(key)}
        >
          {text}
        </Tap>
      ))}
    </View>
  );
}

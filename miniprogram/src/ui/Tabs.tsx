import { View } from "@tarojs/components";
import { roleOf } from "./role";
import { Tap } from "./Tap";

type Props<Key extends string> = {
  tabs: readonly { readonly key: Key; readonly text: string }[];
  chosen: Key;
  onChoose: (key: Key) => void;
};

/** Parts of one page, one of them on show. */
export function Tabs<Key extends string>({ tabs, chosen, onChoose }: Readonly<Props<Key>>) {
  return (
    <View className="nd-tabs" {...roleOf("tablist")}>
      {tabs.map(({ key, text }) => (
        <Tap
          key={key}
          className={`nd-tabs__tab ${key === chosen ? "nd-tabs__tab--on" : ""}`}
          role="tab"
          isOn={key === chosen}
          onTap={() => onChoose(key)}
        >
          {text}
        </Tap>
      ))}
    </View>
  );
}

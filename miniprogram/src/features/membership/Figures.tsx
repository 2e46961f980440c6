import { View } from "@tarojs/components";
import { Tap } from "@/ui/Tap";
import "./me.css";

/** A figure with its name, that leads to what it counts. */
export type Figure = {
  readonly key: string;
  readonly text: string;
  /** The number with its unit, or a word. */
  readonly value: string;
  readonly isQuiet?: boolean;
  readonly onTap: () => void;
};

/** Some figures beside each other. */
export function Figures({ figures }: Readonly<{ figures: readonly Figure[] }>) {
  return (
    <View className="me-figures">
      {figures.map(({ key, text, value, isQuiet, onTap }) => (
        <Tap key={key} className="me-figure" role="link" onTap={onTap}>
          <View className={`me-figure__value ${isQuiet === true ? "me-figure__value--quiet" : ""}`}>
            {value}
          </View>
          <View className="nd-note">{text}</View>
        </Tap>
      ))}
    </View>
  );
}

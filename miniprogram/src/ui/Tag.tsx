import { Text } from "@tarojs/components";

/** The mood of a state; always beside a word, never colour alone. */
export type Mood = "quiet" | "brand" | "good" | "warn" | "bad" | "info";

/** A state or a mark in one or two words. */
export function Tag({ text, mood = "quiet" }: Readonly<{ text: string; mood?: Mood }>) {
  return <Text className={`nd-tag nd-tag--${mood}`}>{text}</Text>;
}

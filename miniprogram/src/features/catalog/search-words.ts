import { kept } from "@/lib/storage";
import { createStore, useStore } from "@/lib/store";

const KEPT_MAX = 12;
const empty: readonly string[] = [];
const words = createStore<readonly string[]>(kept<readonly string[]>("search.words", empty));

/** What was looked for on this phone, the last first; it never leaves the phone. */
export const useSearchWords = (): readonly string[] => useStore(words);

/** Remembers a word on this phone. */
export const rememberWord = (word: string): void =>
  words.set([word, ...words.get().filter((known) => known !== word)].slice(0, KEPT_MAX));

/** Forgets all words. */
export const forgetWords = (): void => words.set(empty);

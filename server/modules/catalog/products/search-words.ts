/** More words than this make a search no sharper, only slower. */
const QUERY_WORD_LIMIT = 12;

const runs = /\p{Script=Han}+|[\p{L}\p{N}]+/gu;
const hanRun = /^\p{Script=Han}/u;
const otherRun = /[^\p{Script=Han}]+|\p{Script=Han}+/gu;

/** One spelling for full-width and half-width, upper and lower case. */
function normalise(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/** The runs of Chinese characters and the Latin or digit words of a text, in order. */
function runsOf(text: string): string[] {
  return (normalise(text).match(runs) ?? []).flatMap((run) => run.match(otherRun) ?? []);
}

/**
 * The words under which a text is found: of Chinese every pair of neighbours and every single character; of
 * `500ml` the whole and its parts of letters and digits. Sorted, each once.
 */
export function wordsOf(...texts: readonly (string | null)[]): string[] {
  const words = new Set<string>();
  for (const run of texts.flatMap((text) => runsOf(text ?? ""))) {
    if (hanRun.test(run)) {
      const characters = [...run];
      characters.forEach((character, index) => {
        words.add(character);
        const next = characters[index + 1];
        if (next !== undefined) words.add(character + next);
      });
    } else {
      words.add(run);
      for (const part of run.match(/\p{N}+|\p{L}+/gu) ?? []) words.add(part);
    }
  }
  return [...words].toSorted();
}

/**
 * The words that a product must all have to be an answer: of Chinese the pairs (they imply the characters), a single
 * character as itself, other words whole. Empty when nothing can be searched for.
 */
export function queryWordsOf(query: string): string[] {
  const words = new Set<string>();
  for (const run of runsOf(query)) {
    const characters = [...run];
    if (!hanRun.test(run) || characters.length === 1) words.add(run);
    else
      characters.slice(1).forEach((character, index) => {
        words.add((characters[index] ?? "") + character);
      });
  }
  return [...words].slice(0, QUERY_WORD_LIMIT);
}

const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * A new id of the given kind: prefix, underscore, ULID. Whoever starts an act makes its number and keeps it, so that
 * sending twice is still one act. Unique, not secret: mini-programs have no synchronous source of secrets.
 */
export function newId(prefix: string): string {
  let time = Date.now();
  let stamp = "";
  for (let at = 0; at < 10; at += 1) {
    stamp = LETTERS.charAt(time % 32) + stamp;
    time = Math.floor(time / 32);
  }
  return `${prefix}_${stamp}${randomLetters(16)}`;
}

/** Letters drawn by chance, upper case and digits. */
export function randomLetters(count: number): string {
  let text = "";
  for (let at = 0; at < count; at += 1) text += LETTERS.charAt(Math.floor(Math.random() * 32));
  return text;
}

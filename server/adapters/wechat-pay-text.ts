/**
 * Makes a text that WeChat Pay accepts: characters of at most three UTF-8 bytes (so no emoji, nor the joiners they
 * leave behind), no control characters, single spaces, cut at whole characters to so many bytes.
 * @param fallback what to say when nothing is left.
 */
export function payText(text: string, maxBytes: number, fallback: string): string {
  const clean = text
    .replace(/[\u{10000}-\u{10FFFF}\uD800-\uDFFF]|\u200D|\uFE0E|\uFE0F/gu, "")
    .replace(/[\s\u0000-\u001f\u007f]+/g, " ")
    .trim();
  let kept = "";
  let bytes = 0;
  for (const character of clean) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    kept += character;
  }
  return kept.trim() === "" ? fallback : kept.trim();
}

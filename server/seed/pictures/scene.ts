import { createPen, mix, oval, path, type Colour, type Pen } from "./pen.ts";

/** The line on which everything stands. */
export const GROUND = 770;

/** What a shape draws, and how wide it stands on the table. */
export type Drawing = { body: string; stands: readonly { cx: number; rx: number; y?: number }[] };

/** Draws one thing in its colours. */
export type Shape = (pen: Pen, colours: readonly [Colour, Colour, Colour]) => Drawing;

/** Grounds to put a still life on: all warm, so that any two go side by side. */
export const grounds = {
  paper: "#f3e7d6",
  peach: "#f6d9c2",
  sand: "#ead7b8",
  sage: "#dfe0c8",
  blush: "#f3d5cd",
  honey: "#f4ddab",
} as const satisfies Record<string, Colour>;

/**
 * Puts a drawing on a table before a wall: one window on the left, so shadows fall to the right. 960 × 960 by
 * default; a wide scene has the thing on its right.
 */
export function scene(
  ground: keyof typeof grounds,
  shape: Shape,
  colours: readonly [Colour, Colour, Colour],
  width = 960,
): string {
  const pen = createPen();
  const drawing = shape(pen, colours);
  const tone = grounds[ground];
  const shift = width - 960;
  const shadows = drawing.stands.map(({ cx, rx, y = GROUND }) =>
    [
      path(
        `M${cx - rx * 0.9} ${y}C${cx} ${y - 26} ${cx + rx + 150} ${y - 62} ${cx + rx + 210} ${y - 34}C${cx + rx + 190} ${y + 6} ${cx + rx * 0.8} ${y + 34} ${cx} ${y + 26}Z`,
        mix(tone, "#4a2a14", 0.62),
        `opacity="0.3" filter="url(#far)"`,
      ),
      oval(
        cx + 12,
        y + 4,
        rx * 1.04,
        rx * 0.17 + 6,
        "#3b2012",
        `opacity="0.42" filter="url(#near)"`,
      ),
    ].join(""),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="960" viewBox="0 0 ${width} 960"><defs>
<radialGradient id="wall" gradientUnits="userSpaceOnUse" cx="${width * 0.26}" cy="180" r="${width * 0.95}"><stop offset="0" stop-color="${mix(tone, "#ffffff", 0.72)}"/><stop offset="0.55" stop-color="${tone}"/><stop offset="1" stop-color="${mix(tone, "#7a4a26", 0.2)}"/></radialGradient>
<linearGradient id="table" x2="0.35" y2="1"><stop offset="0" stop-color="${mix(tone, "#fffaf0", 0.5)}"/><stop offset="1" stop-color="${mix(tone, "#8a5a34", 0.26)}"/></linearGradient>
<filter id="near" x="-30%" y="-80%" width="160%" height="260%"><feGaussianBlur stdDeviation="9"/></filter>
<filter id="far" x="-30%" y="-120%" width="160%" height="340%"><feGaussianBlur stdDeviation="20"/></filter>
<filter id="edge"><feGaussianBlur stdDeviation="3"/></filter>${pen.defs()}</defs>
<rect width="${width}" height="960" fill="url(#wall)"/>
<g fill="#fffdf4" opacity="0.34" filter="url(#far)"><path d="M60 -20L300 -20L520 560L280 560Z"/><path d="M340 -20L470 -20L690 560L560 560Z"/></g>
<rect y="668" x="-20" width="${width + 40}" height="320" fill="url(#table)" filter="url(#edge)"/>
<g transform="translate(${shift * 0.86 - 62} -${Math.round(GROUND * 0.13 - 22)}) scale(1.13)">${shadows.join("")}${drawing.body}</g></svg>`;
}

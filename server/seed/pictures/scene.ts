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
      oval(
        cx + rx * 0.55 + 70,
        y - 10,
        rx * 1.05 + 130,
        rx * 0.12 + 34,
        pen.glow(mix(tone, "#4a2a14", 0.7), 0.42),
        `transform="rotate(-4 ${cx} ${y})"`,
      ),
      oval(cx + 8, y - 2, rx * 1.16 + 12, rx * 0.2 + 14, pen.glow("#3b2012", 0.62)),
    ].join(""),
  );
  const light = ray(pen, 10, 270) + ray(pen, 330, 140);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="960" viewBox="0 0 ${width} 960"><defs>
<radialGradient id="wall" gradientUnits="userSpaceOnUse" cx="${width * 0.26}" cy="180" r="${width * 0.95}"><stop offset="0" stop-color="${mix(tone, "#ffffff", 0.72)}"/><stop offset="0.55" stop-color="${tone}"/><stop offset="1" stop-color="${mix(tone, "#7a4a26", 0.2)}"/></radialGradient>
<linearGradient id="table" x2="0.35" y2="1"><stop offset="0" stop-color="${mix(tone, "#fffaf0", 0.5)}"/><stop offset="1" stop-color="${mix(tone, "#8a5a34", 0.26)}"/></linearGradient>
<linearGradient id="edge" x2="0" y2="1"><stop offset="0" stop-color="${mix(tone, "#fffaf0", 0.5)}" stop-opacity="0"/><stop offset="1" stop-color="${mix(tone, "#fffaf0", 0.5)}"/></linearGradient>${pen.defs()}</defs>
<rect width="${width}" height="960" fill="url(#wall)"/>
${light}
<rect y="668" width="${width}" height="292" fill="url(#table)"/><rect y="661" width="${width}" height="8" fill="url(#edge)"/>
<g transform="translate(${shift * 0.86 - 62} -${Math.round(GROUND * 0.13 - 22)}) scale(1.13)">${shadows.join("")}${drawing.body}</g></svg>`;
}

/** A slanted beam of the window on the wall, soft at both sides. */
function ray(pen: Pen, x: number, width: number): string {
  const slope = 270;
  return path(
    `M${x} -10L${x + width} -10L${x + width + slope} 668L${x + slope} 668Z`,
    pen.beam([x + slope / 2, 330], width),
  );
}

/** A colour as `#rrggbb`. */
export type Colour = `#${string}`;

const channels = (colour: Colour): number[] =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

/** A colour that is so much (0..1) of another. */
export function mix(colour: Colour, other: Colour, share: number): Colour {
  const from = channels(colour);
  const to = channels(other);
  const mixed = from.map((channel, index) =>
    Math.round(channel + ((to[index] ?? 0) - channel) * share)
      .toString(16)
      .padStart(2, "0"),
  );
  return `#${mixed.join("")}`;
}

/** The colour where the light falls on it: warmer, not just whiter. */
export const lit = (colour: Colour, share: number): Colour => mix(colour, "#fff6e6", share);

/** The colour in its own shadow: browner, not just blacker. */
export const shaded = (colour: Colour, share: number): Colour => mix(colour, "#2b170c", share);

/** Makes the paints of one picture; everything is lit by the same window on the left. */
export type Pen = {
  /** Paint of something round that stands upright. */
  round(colour: Colour): string;
  /** Paint of a ball, lit from the upper left. */
  ball(colour: Colour): string;
  /** Paint of a flat side that faces us. */
  front(colour: Colour): string;
  /** Paint of see-through glass. */
  glass(): string;
  /** Paint that is strongest in the middle and gone at the rim: light, or shadow. */
  glow(colour: Colour, strength: number): string;
  /** Paint of a slanted beam of light so wide, crossed from its left edge. */
  beam(from: readonly [x: number, y: number], width: number): string;
  /** All paints made so far, for the head of the picture. */
  defs(): string;
};

/** Takes up a new pen. */
export function createPen(): Pen {
  const made = new Map<string, string>();
  const paint = (key: string, body: (id: string) => string): string => {
    const id = `p${key.replaceAll(/[^a-z0-9]/gi, "")}`;
    if (!made.has(id)) made.set(id, body(id));
    return `url(#${id})`;
  };
  const stop = (at: number, colour: Colour, opacity = 1) =>
    `<stop offset="${at}" stop-color="${colour}" stop-opacity="${opacity}"/>`;
  return {
    round: (colour) =>
      paint(
        `r${colour}`,
        (id) =>
          `<linearGradient id="${id}">${stop(0, shaded(colour, 0.1))}${stop(0.2, lit(colour, 0.38))}${stop(0.48, colour)}${stop(0.85, shaded(colour, 0.3))}${stop(1, shaded(colour, 0.22))}</linearGradient>`,
      ),
    ball: (colour) =>
      paint(
        `b${colour}`,
        (id) =>
          `<radialGradient id="${id}" cx="0.34" cy="0.28" r="0.82">${stop(0, lit(colour, 0.45))}${stop(0.45, colour)}${stop(1, shaded(colour, 0.34))}</radialGradient>`,
      ),
    front: (colour) =>
      paint(
        `f${colour}`,
        (id) =>
          `<linearGradient id="${id}" x2="1" y2="1">${stop(0, lit(colour, 0.28))}${stop(0.5, colour)}${stop(1, shaded(colour, 0.16))}</linearGradient>`,
      ),
    glass: () =>
      paint(
        "glass",
        (id) =>
          `<linearGradient id="${id}">${stop(0, "#9fb0ae", 0.5)}${stop(0.14, "#ffffff", 0.62)}${stop(0.32, "#ffffff", 0.12)}${stop(0.75, "#dfe7e4", 0.16)}${stop(0.93, "#8fa19d", 0.42)}${stop(1, "#c8d4d0", 0.55)}</linearGradient>`,
      ),
    glow: (colour, strength) =>
      paint(
        `g${colour}${Math.round(strength * 100)}`,
        (id) =>
          `<radialGradient id="${id}">${stop(0, colour, strength)}${stop(0.45, colour, strength * 0.72)}${stop(0.75, colour, strength * 0.24)}${stop(1, colour, 0)}</radialGradient>`,
      ),
    beam: ([x, y], width) =>
      paint(
        `w${x}x${width}`,
        (id) =>
          `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="${x}" y1="${y}" x2="${x + width * 0.863}" y2="${y - width * 0.344}">${stop(0, "#fffdf4", 0)}${stop(0.3, "#fffdf4", 0.42)}${stop(0.7, "#fffdf4", 0.42)}${stop(1, "#fffdf4", 0)}</linearGradient>`,
      ),
    defs: () => [...made.values()].join(""),
  };
}

/** A filled path. */
export const path = (d: string, fill: string, more = ""): string =>
  `<path d="${d}" fill="${fill}" ${more}/>`;

/** A filled ellipse. */
export const oval = (
  cx: number,
  cy: number,
  rx: number,
  ry: number,
  fill: string,
  more = "",
): string => `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="${fill}" ${more}/>`;

/** A filled rectangle with round corners. */
export const block = (
  x: number,
  y: number,
  width: number,
  height: number,
  corner: number,
  fill: string,
  more = "",
): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${corner}" fill="${fill}" ${more}/>`;

/** A line without filling. */
export const line = (d: string, colour: string, width: number, more = ""): string =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`;

/** Parts moved, turned or scaled together. */
export const group = (transform: string, ...parts: string[]): string =>
  `<g transform="${transform}">${parts.join("")}</g>`;

/** How far a circle seen from slightly above is flattened. */
export const TILT = 0.16;

/** The side of an upright round thing: from a radius at the top to another at the bottom. */
export function wall(
  cx: number,
  top: number,
  radiusTop: number,
  bottom: number,
  radiusBottom: number,
  tilt = TILT,
): string {
  return `M${cx - radiusTop} ${top}L${cx - radiusBottom} ${bottom}A${radiusBottom} ${radiusBottom * tilt} 0 0 0 ${cx + radiusBottom} ${bottom}L${cx + radiusTop} ${top}A${radiusTop} ${radiusTop * tilt} 0 0 1 ${cx - radiusTop} ${top}Z`;
}

/** An upright round thing with its top: `wall` and the disc that closes it. */
export function drum(
  pen: Pen,
  colour: Colour,
  [cx, top, radiusTop, bottom, radiusBottom]: readonly [number, number, number, number, number],
  topColour: string = lit(colour, 0.3),
): string {
  return (
    path(wall(cx, top, radiusTop, bottom, radiusBottom), pen.round(colour)) +
    oval(cx, top, radiusTop, radiusTop * TILT, topColour)
  );
}

/** The shop's mark: a persimmon sun under a small roof. */
export function mark(cx: number, cy: number, size: number, colour: string = "#c2410c"): string {
  return group(
    `translate(${cx} ${cy}) scale(${size / 100})`,
    oval(0, 14, 30, 30, colour),
    line("M-52 -8L0 -46L52 -8", colour, 11),
  );
}

import {
  block,
  drum,
  group,
  line,
  lit,
  mark,
  mix,
  oval,
  path,
  shaded,
  TILT,
  wall,
  type Pen,
} from "./pen.ts";
import { GROUND, type Shape } from "./scene.ts";

const flame = (pen: Pen, x: number, y: number) =>
  [
    oval(x, y - 20, 150, 160, pen.glow("#ffcf70", 0.6)),
    path(
      `M${x} ${y - 92}C${x + 40} ${y - 40} ${x + 30} ${y} ${x} ${y}C${x - 30} ${y} ${x - 36} ${y - 36} ${x} ${y - 92}Z`,
      "#f8a83a",
    ),
    path(
      `M${x} ${y - 56}C${x + 18} ${y - 26} ${x + 14} ${y} ${x} ${y}C${x - 14} ${y} ${x - 18} ${y - 22} ${x} ${y - 56}Z`,
      "#fff3c4",
    ),
  ].join("");

/** A candle in a glass: wax, glass, label. */
export const candle: Shape = (pen, [wax, glass, label]) => ({
  body: [
    path(wall(480, 452, 150, GROUND - 24, 150), pen.round(glass)),
    path(wall(480, 470, 141, GROUND - 34, 141), pen.round(wax)),
    oval(480, 470, 141, 141 * TILT, lit(wax, 0.5)),
    oval(480, 472, 60, 9, lit(wax, 0.8)),
    line("M480 472L480 440", "#4a2a14", 6),
    path(wall(480, 440, 150, GROUND - 24, 150), pen.glass()),
    oval(480, 440, 150, 150 * TILT, "none", `stroke="#ffffff" stroke-width="6" opacity="0.8"`),
    block(396, 560, 168, 132, 10, pen.front(label)),
    mark(480, 616, 74, shaded(wax, 0.35)),
    line("M436 672L524 672", shaded(wax, 0.3), 5),
    flame(pen, 480, 446),
  ].join(""),
  stands: [{ cx: 480, rx: 154 }],
});

/** A bottle with reeds: liquid, cap, reed. */
export const diffuser: Shape = (pen, [liquid, cap, reed]) => ({
  body: [
    ...[-30, -17, -5, 8, 20, 32].map((turn, index) =>
      group(
        `rotate(${turn} 480 560)`,
        line("M480 560L480 170", index % 2 === 0 ? reed : shaded(reed, 0.2), 9),
      ),
    ),
    path(
      `M360 590C360 520 430 520 440 480L520 480C530 520 600 520 600 590L600 ${GROUND - 22}A120 19 0 0 1 360 ${GROUND - 22}Z`,
      pen.glass(),
    ),
    path(
      `M366 620L594 620L594 ${GROUND - 26}A114 17 0 0 1 366 ${GROUND - 26}Z`,
      pen.round(liquid),
      `opacity="0.85"`,
    ),
    oval(480, 620, 114, 17, lit(liquid, 0.4), `opacity="0.9"`),
    path(
      `M360 590C360 520 430 520 440 480L520 480C530 520 600 520 600 590L600 ${GROUND - 22}A120 19 0 0 1 360 ${GROUND - 22}Z`,
      pen.glass(),
    ),
    drum(pen, cap, [480, 456, 46, 496, 46], shaded(cap, 0.3)),
    line("M388 596L388 720", "#ffffff", 11, `opacity="0.6"`),
  ].join(""),
  stands: [{ cx: 480, rx: 122 }],
});

/** A table lamp that is on: shade, foot, glow. */
export const lamp: Shape = (pen, [shade, foot, glow]) => ({
  body: [
    oval(480, 470, 400, 340, pen.glow(glow, 0.75)),
    block(469, 470, 22, 250, 8, pen.round(foot)),
    path(wall(480, 716, 60, GROUND - 16, 118), pen.round(foot)),
    oval(480, 716, 60, 60 * TILT, lit(foot, 0.3)),
    path(wall(480, 246, 104, 490, 216, 0.14), pen.round(shade)),
    path(wall(480, 246, 104, 490, 216, 0.14), glow, `opacity="0.3"`),
    oval(480, 246, 104, 15, lit(shade, 0.7)),
    path("M264 490A216 30 0 0 0 696 490A216 26 0 0 1 264 490Z", lit(glow, 0.6)),
    line("M566 506L566 590", shaded(foot, 0.2), 4),
    oval(566, 598, 8, 8, foot),
  ].join(""),
  stands: [{ cx: 480, rx: 122 }],
});

/** A vase with branches: vase, blossom, branch. */
export const vase: Shape = (pen, [colour, blossom, branch]) => {
  const flowers = [
    [360, 216],
    [414, 152],
    [540, 196],
    [598, 130],
    [640, 230],
    [470, 262],
    [322, 296],
    [574, 300],
    [430, 332],
  ] as const;
  return {
    body: [
      line(
        "M486 480C470 380 420 300 340 220M484 480C500 380 540 260 610 130M482 480C480 400 460 320 412 150M500 380C560 330 600 290 646 236M468 380C430 350 370 330 318 300",
        branch,
        9,
      ),
      ...flowers.map(([x, y], index) =>
        group(
          `translate(${x} ${y}) rotate(${index * 31})`,
          ...[0, 72, 144, 216, 288].map((turn) =>
            group(`rotate(${turn})`, oval(0, -17, 13, 18, pen.ball(blossom))),
          ),
          oval(0, 0, 8, 8, "#f4c152"),
        ),
      ),
      path(
        `M438 470C440 520 360 560 352 640C346 710 400 ${GROUND - 12} 416 ${GROUND - 12}A64 10 0 0 0 544 ${GROUND - 12}C560 ${GROUND - 12} 614 710 608 640C600 560 520 520 522 470Z`,
        pen.round(colour),
      ),
      oval(480, 470, 42, 9, shaded(colour, 0.5)),
      oval(480, 468, 42, 9, "none", `stroke="${lit(colour, 0.5)}" stroke-width="6"`),
      path(
        "M392 610C380 650 392 700 410 730L424 726C408 696 402 650 410 606Z",
        "#ffffff",
        `opacity="0.35"`,
      ),
    ].join(""),
    stands: [{ cx: 480, rx: 84 }],
  };
};

/** A cushion that leans: cloth, stripe, piping. */
export const cushion: Shape = (pen, [cloth, stripe, piping]) => {
  const outline = `M268 330C380 356 580 356 692 330C716 326 726 344 720 366C694 480 694 600 720 712C726 740 712 ${GROUND - 8} 684 ${GROUND - 14}C580 ${GROUND - 36} 380 ${GROUND - 36} 276 ${GROUND - 14}C248 ${GROUND - 8} 234 740 240 712C266 600 266 480 240 366C234 344 244 326 268 330Z`;
  return {
    body: [
      path(outline, pen.ball(cloth)),
      line(
        "M330 352C350 480 350 600 330 726M416 360C424 480 424 600 416 722M544 360C536 480 536 600 544 722M630 352C610 480 610 600 630 726",
        stripe,
        13,
        `opacity="0.75"`,
      ),
      line(outline, piping, 9),
      line(
        "M262 350C300 390 320 400 352 410M698 350C660 390 640 400 608 410M262 728C300 690 320 680 352 672M698 728C660 690 640 680 608 672",
        shaded(cloth, 0.3),
        6,
        `opacity="0.35"`,
      ),
    ].join(""),
    stands: [{ cx: 480, rx: 226 }],
  };
};

/** Folded cloth in a stack: three colours from below. */
export const folded: Shape = (pen, [first, second, third]) => {
  const layer = (y: number, colour: typeof first, inset: number) => {
    const l = 250 + inset;
    const r = 710 - inset;
    return [
      path(
        `M${l} ${y}Q${l - 24} ${y + 44} ${l} ${y + 88}L${r} ${y + 88}Q${r + 22} ${y + 44} ${r} ${y}Z`,
        pen.front(colour),
      ),
      path(
        `M${l} ${y}L${r} ${y}Q${r + 12} ${y + 14} ${r + 10} ${y + 26}L${l - 8} ${y + 26}Q${l - 10} ${y + 12} ${l} ${y}Z`,
        lit(colour, 0.4),
        `opacity="0.7"`,
      ),
      line(`M${l + 4} ${y + 46}L${r + 4} ${y + 46}`, shaded(colour, 0.3), 5, `opacity="0.55"`),
      line(
        `M${l + 20} ${y + 68}L${r - 10} ${y + 68}`,
        lit(colour, 0.55),
        5,
        `stroke-dasharray="3 12"`,
      ),
      path(
        `M${r - 74} ${y + 8}L${r - 52} ${y + 8}L${r - 52} ${y + 86}L${r - 74} ${y + 86}Z`,
        shaded(colour, 0.2),
        `opacity="0.5"`,
      ),
    ].join("");
  };
  return {
    body: [
      layer(GROUND - 92, first, 0),
      layer(GROUND - 180, second, 10),
      layer(GROUND - 268, third, 22),
    ].join(""),
    stands: [{ cx: 480, rx: 238, y: GROUND - 4 }],
  };
};

/** A closed umbrella in its strap, leaning: cloth, handle, strap. */
export const umbrella: Shape = (pen, [cloth, handle, strap]) => ({
  body: group(
    "rotate(13 480 480)",
    line("M480 150L480 120", shaded(handle, 0.3), 12),
    path(
      "M480 146C500 146 520 180 530 250C552 400 560 520 520 610L440 610C400 520 408 400 430 250C440 180 460 146 480 146Z",
      pen.round(cloth),
    ),
    line(
      "M480 150C462 300 452 460 462 610M480 150C500 300 512 460 502 610",
      shaded(cloth, 0.35),
      5,
      `opacity="0.6"`,
    ),
    path("M418 470Q480 500 544 466L546 500Q480 534 416 506Z", pen.round(strap)),
    oval(506, 500, 9, 9, "#e7cf9f"),
    path("M440 606L520 606L506 640L454 640Z", pen.round(shaded(cloth, 0.2))),
    line("M480 640L480 730C480 800 560 800 560 742", pen.round(handle), 26),
    line("M474 640L474 726", lit(handle, 0.5), 6),
  ),
  stands: [{ cx: 420, rx: 66, y: GROUND + 20 }],
});

/** A board of wood with a handle, and a small knife: wood, grain, blade. */
export const board: Shape = (pen, [wood, grain, blade]) => ({
  body: [
    group(
      "rotate(-8 470 560)",
      path(
        "M300 360C300 332 318 316 344 316L430 316C440 316 442 306 442 290L442 230C442 196 512 196 512 230L512 290C512 306 516 316 526 316L612 316C638 316 656 332 656 360L656 726C656 752 638 768 612 768L344 768C318 768 300 752 300 726Z",
        shaded(wood, 0.34),
        `transform="translate(14 8)"`,
      ),
      path(
        "M300 360C300 332 318 316 344 316L430 316C440 316 442 306 442 290L442 230C442 196 512 196 512 230L512 290C512 306 516 316 526 316L612 316C638 316 656 332 656 360L656 726C656 752 638 768 612 768L344 768C318 768 300 752 300 726Z",
        pen.front(wood),
      ),
      oval(477, 238, 14, 14, shaded(wood, 0.55)),
      line(
        "M330 420C420 400 540 440 626 416M330 480C430 500 520 460 626 486M330 560C420 540 540 590 626 556M330 640C430 660 520 620 626 644M330 710C420 696 540 730 626 708",
        grain,
        5,
        `opacity="0.55"`,
      ),
    ),
    group(
      "rotate(24 700 640)",
      path("M676 470C712 500 722 560 716 640L676 640Z", pen.round(blade)),
      block(672, 640, 48, 150, 20, pen.round(shaded(wood, 0.4))),
    ),
  ].join(""),
  stands: [
    { cx: 470, rx: 180 },
    { cx: 664, rx: 30, y: GROUND + 16 },
  ],
});

/** A round reed basket of a kind for anything: reed, lining, handle. */
export const basket: Shape = (pen, [reed, lining, handle]) => ({
  body: [
    line("M300 520C300 250 660 250 660 520", shaded(handle, 0.2), 26),
    line("M300 516C304 250 656 250 656 516", lit(handle, 0.25), 10),
    oval(480, 522, 214, 48, shaded(lining, 0.2)),
    path(
      "M266 522C300 470 360 500 400 476C450 500 520 470 560 482C610 470 660 490 694 522A214 48 0 0 1 266 522Z",
      pen.front(lining),
    ),
    path(wall(480, 524, 214, GROUND - 30, 168, 0.22), pen.round(reed)),
    ...[0, 1, 2, 3, 4].map((row) => {
      const y = 560 + row * 42;
      const half = 210 - row * 9;
      return line(
        `M${480 - half} ${y}A${half} ${half * 0.22} 0 0 0 ${480 + half} ${y}`,
        row % 2 === 0 ? shaded(reed, 0.28) : lit(reed, 0.35),
        12,
        `stroke-dasharray="26 12" opacity="0.7"`,
      );
    }),
    mark(480, 660, 84, mix(reed, "#2b170c", 0.55)),
  ].join(""),
  stands: [{ cx: 480, rx: 178, y: GROUND + 2 }],
});

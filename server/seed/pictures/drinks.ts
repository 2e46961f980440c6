import { block, drum, group, line, lit, mark, mix, oval, path, shaded, TILT, wall } from "./pen.ts";
import { GROUND, type Shape } from "./scene.ts";

/** A take-away cup with a lid and a sleeve: cup, sleeve, lid. */
export const paperCup: Shape = (pen, [cup, sleeve, lid]) => ({
  body: [
    path(wall(480, 330, 132, GROUND - 14, 92), pen.round(cup)),
    path(wall(480, 466, 120, 640, 103.5), pen.round(sleeve)),
    mark(474, 566, 92, lit(sleeve, 0.82)),
    path(wall(480, 300, 140, 336, 142), pen.round(lid)),
    oval(480, 300, 140, 140 * TILT, lit(lid, 0.2)),
    path(wall(480, 268, 112, 298, 120), pen.round(lid)),
    oval(480, 268, 112, 112 * TILT, lit(lid, 0.34)),
    oval(480, 272, 92, 92 * TILT, shaded(lid, 0.14)),
    oval(446, 276, 15, 5, shaded(lid, 0.6)),
  ].join(""),
  stands: [{ cx: 480, rx: 96 }],
});

/** A clear cup of something iced with a straw: drink, what floats above, straw. */
export const icedCup: Shape = (pen, [drink, cream, straw]) => {
  const ice = [
    [404, 420, 12],
    [470, 398, -18],
    [528, 424, 24],
    [436, 474, -30],
    [510, 486, 8],
  ] as const;
  return {
    body: [
      line("M560 130L508 690", shaded(straw, 0.12), 22),
      line("M556 130L504 690", lit(straw, 0.25), 9),
      path(wall(480, 352, 124, GROUND - 20, 88), pen.round(drink)),
      path(wall(480, 352, 124, 470, 115), pen.round(mix(cream, drink, 0.12)), `opacity="0.94"`),
      path(wall(480, 466, 115.4, 560, 107), pen.round(mix(cream, drink, 0.55)), `opacity="0.55"`),
      oval(480, 352, 124, 124 * TILT, lit(cream, 0.35)),
      ...ice.map(([x, y, turn]) =>
        group(
          `translate(${x} ${y}) rotate(${turn})`,
          block(-30, -28, 60, 56, 12, "#ffffff", `opacity="0.34"`),
          block(-24, -22, 30, 20, 8, "#ffffff", `opacity="0.4"`),
        ),
      ),
      path(wall(480, 290, 130, GROUND - 14, 90), pen.glass()),
      oval(480, 290, 130, 130 * TILT, "none", `stroke="#ffffff" stroke-width="7" opacity="0.85"`),
      line("M376 330L404 700", "#ffffff", 13, `opacity="0.5"`),
      mark(484, 622, 84, "#fffaf2"),
    ].join(""),
    stands: [{ cx: 480, rx: 94 }],
  };
};

/** A mug with a handle and something warm in it: glaze, drink, foot. */
export const mug: Shape = (pen, [glaze, drink, foot]) => ({
  body: [
    line("M604 470C716 452 716 650 588 652", shaded(glaze, 0.22), 46),
    line("M604 466C704 452 704 640 588 644", lit(glaze, 0.12), 24),
    path(
      `M336 410C338 560 350 700 384 ${GROUND - 16}A96 16 0 0 0 576 ${GROUND - 16}C610 700 622 560 624 410Z`,
      pen.round(glaze),
    ),
    path(
      `M369 700C374 730 378 742 384 ${GROUND - 16}A96 16 0 0 0 576 ${GROUND - 16}C582 742 586 730 591 700A111 18 0 0 1 369 700Z`,
      pen.round(foot),
    ),
    oval(480, 410, 144, 30, lit(glaze, 0.42)),
    oval(480, 414, 130, 24, shaded(glaze, 0.25)),
    oval(480, 420, 122, 19, drink),
    oval(456, 416, 46, 6, lit(drink, 0.4), `opacity="0.6"`),
    ...[420, 480, 540].map((x) =>
      line(`M${x} 350C${x - 30} 310 ${x + 30} 282 ${x} 236`, "#ffffff", 12, `opacity="0.5"`),
    ),
  ].join(""),
  stands: [{ cx: 480, rx: 102 }],
});

/** A round tin of tea: tin, label, ornament. */
export const tin: Shape = (pen, [colour, label, leaf]) => ({
  body: [
    drum(pen, colour, [480, 360, 142, GROUND - 22, 142]),
    path(wall(480, 470, 142.5, 680, 142.5), pen.round(label)),
    drum(pen, mix(colour, "#2b170c", 0.16), [480, 312, 146, 392, 146], lit(colour, 0.3)),
    oval(
      480,
      312,
      112,
      112 * TILT,
      "none",
      `stroke="${shaded(colour, 0.2)}" stroke-width="4" opacity="0.6"`,
    ),
    path("M474 648C396 612 404 536 474 508C530 552 532 612 474 648Z", leaf),
    line("M474 640L474 540M474 600L446 574M474 586L500 562", lit(leaf, 0.55), 6),
    line("M352 488A142 23 0 0 0 608 488M352 682A142 23 0 0 0 608 682", leaf, 4, `opacity="0.5"`),
  ].join(""),
  stands: [{ cx: 480, rx: 146 }],
});

/** A pressed cake of tea in its paper, leaning, with a small cup: paper, print, tea. */
export const teaCake: Shape = (pen, [paper, print, tea]) => ({
  body: [
    oval(462, 560, 206, 206, shaded(paper, 0.24)),
    oval(446, 552, 206, 206, pen.ball(paper)),
    ...Array.from({ length: 24 }, (_, index) => {
      const angle = (index / 24) * Math.PI * 2;
      const x = Math.cos(angle);
      const y = Math.sin(angle);
      return line(
        `M${446 + x * 120} ${552 + y * 120}L${446 + x * 196} ${552 + y * 196}`,
        shaded(paper, 0.2),
        3,
        `opacity="0.45"`,
      );
    }),
    oval(446, 552, 104, 104, print),
    mark(446, 556, 118, lit(paper, 0.4)),
    drum(pen, lit(paper, 0.5), [690, 690, 66, GROUND + 26, 44]),
    oval(690, 692, 56, 8, tea),
  ].join(""),
  stands: [
    { cx: 450, rx: 150, y: GROUND - 8 },
    { cx: 690, rx: 48, y: GROUND + 32 },
  ],
});

/** A clay teapot with a cup: pot, knob, tea. */
export const teapot: Shape = (pen, [clay, knob, tea]) => ({
  body: [
    line("M606 560C716 520 716 694 586 700", shaded(clay, 0.3), 30),
    line("M606 556C706 522 706 684 586 694", lit(clay, 0.1), 13),
    path("M318 640C262 620 246 560 214 506L254 490C286 544 314 566 350 576Z", pen.round(clay)),
    path(
      `M300 620C300 508 372 470 462 470C552 470 624 508 624 620C624 708 566 ${GROUND - 6} 462 ${GROUND - 6}C358 ${GROUND - 6} 300 708 300 620Z`,
      pen.ball(clay),
    ),
    oval(462, 482, 104, 26, shaded(clay, 0.26)),
    path(
      "M366 478C380 438 430 424 462 424C494 424 544 438 558 478A96 20 0 0 1 366 478Z",
      pen.ball(clay),
    ),
    oval(462, 416, 24, 20, pen.ball(knob)),
    drum(pen, lit(knob, 0.6), [742, 716, 56, GROUND + 30, 36]),
    oval(742, 718, 47, 7, tea),
  ].join(""),
  stands: [
    { cx: 462, rx: 130 },
    { cx: 742, rx: 42, y: GROUND + 36 },
  ],
});

/** A flask for the way: body, lid, band. */
export const flask: Shape = (pen, [body, lid, band]) => ({
  body: [
    path(
      `M378 420C378 372 404 356 408 330L552 330C556 356 582 372 582 420L582 ${GROUND - 18}A102 16 0 0 1 378 ${GROUND - 18}Z`,
      pen.round(body),
    ),
    path(wall(480, 330, 74, 350, 78), pen.round(band)),
    drum(pen, lid, [480, 214, 76, 330, 80]),
    path(wall(480, 690, 102, 716, 102), pen.round(band)),
    line("M410 440L410 660", "#ffffff", 12, `opacity="0.35"`),
    mark(488, 560, 90, lit(body, 0.75)),
  ].join(""),
  stands: [{ cx: 480, rx: 106 }],
});

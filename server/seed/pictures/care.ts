import { block, drum, group, line, lit, mark, mix, oval, path, shaded, wall } from "./pen.ts";
import { GROUND, type Shape } from "./scene.ts";

/** A bottle with a pump: bottle, pump, label. */
export const pumpBottle: Shape = (pen, [bottle, pump, label]) => ({
  body: [
    path(
      `M366 446C366 414 396 404 420 400L540 400C564 404 594 414 594 446L594 ${GROUND - 20}A114 18 0 0 1 366 ${GROUND - 20}Z`,
      pen.round(bottle),
    ),
    path(wall(480, 496, 114.5, 690, 114.5), pen.round(label)),
    mark(474, 584, 88, bottle),
    line("M420 656L532 656", mix(label, bottle, 0.6), 6),
    drum(pen, pump, [480, 344, 60, 404, 64]),
    block(468, 280, 24, 66, 6, pen.round(shaded(pump, 0.1))),
    path(
      "M386 286C386 262 410 254 440 254L520 254C536 254 540 264 540 278L540 294L440 294C424 294 420 300 414 316L386 316Z",
      pen.front(pump),
    ),
    line("M398 460L398 700", "#ffffff", 12, `opacity="0.4"`),
  ].join(""),
  stands: [{ cx: 480, rx: 118 }],
});

/** A small bottle with a dropper: glass, rubber, label. */
export const dropper: Shape = (pen, [glass, rubber, label]) => ({
  body: [
    path(
      `M384 520C384 476 428 470 432 440L528 440C532 470 576 476 576 520L576 ${GROUND - 16}A96 15 0 0 1 384 ${GROUND - 16}Z`,
      pen.round(glass),
    ),
    path(
      `M384 520C384 476 428 470 432 440L528 440C532 470 576 476 576 520L576 ${GROUND - 16}A96 15 0 0 1 384 ${GROUND - 16}Z`,
      pen.glass(),
      `opacity="0.7"`,
    ),
    path(wall(480, 560, 96.5, 700, 96.5), pen.round(label)),
    mark(474, 628, 78, glass),
    drum(pen, "#d8b98a", [480, 374, 54, 444, 56]),
    path(
      "M448 374C436 320 440 264 456 248C470 236 490 236 504 248C520 264 524 320 512 374A32 6 0 0 1 448 374Z",
      pen.round(rubber),
    ),
    line("M410 534L410 720", "#ffffff", 10, `opacity="0.5"`),
  ].join(""),
  stands: [{ cx: 480, rx: 99 }],
});

/** A low jar of cream, its lid beside it: jar, lid, cream. */
export const creamJar: Shape = (pen, [colour, lid, cream]) => ({
  body: [
    path(
      `M260 600C260 580 270 574 290 572L570 572C590 574 600 580 600 600L600 ${GROUND - 30}C600 ${GROUND - 6} 560 ${GROUND + 6} 430 ${GROUND + 6}C300 ${GROUND + 6} 260 ${GROUND - 6} 260 ${GROUND - 30}Z`,
      pen.round(colour),
    ),
    oval(430, 574, 160, 32, lit(colour, 0.4)),
    oval(430, 570, 140, 26, shaded(cream, 0.12)),
    path(
      "M300 566C330 536 380 556 420 536C450 500 500 520 492 548C540 544 566 560 564 570A138 26 0 0 1 300 566Z",
      pen.ball(cream),
    ),
    mark(424, 690, 92, lit(colour, 0.75)),
    line("M292 620L292 720", "#ffffff", 12, `opacity="0.45"`),
    group(
      "rotate(-16 700 690)",
      oval(706, 668, 118, 118, shaded(lid, 0.35)),
      oval(690, 660, 118, 118, pen.ball(lid)),
      oval(690, 660, 92, 92, "none", `stroke="${shaded(lid, 0.18)}" stroke-width="4"`),
      mark(690, 662, 72, lit(lid, 0.6)),
    ),
  ].join(""),
  stands: [
    { cx: 430, rx: 164 },
    { cx: 704, rx: 70, y: GROUND + 10 },
  ],
});

/** A tube standing on its cap: tube, cap, print. */
export const tube: Shape = (pen, [colour, cap, print]) => ({
  body: [
    path(
      "M352 230L608 230C606 400 596 540 580 664A100 16 0 0 1 380 664C364 540 354 400 352 230Z",
      pen.round(colour),
    ),
    path("M352 230L608 230L606 268L354 268Z", shaded(colour, 0.16)),
    line("M360 240L600 240M360 250L600 250", lit(colour, 0.5), 2, `opacity="0.7"`),
    path(wall(480, 664, 102, GROUND - 14, 92), pen.round(cap)),
    ...Array.from({ length: 11 }, (_, index) =>
      line(
        `M${396 + index * 17} 684L${398 + index * 16.6} ${GROUND - 10}`,
        shaded(cap, 0.3),
        3,
        `opacity="0.4"`,
      ),
    ),
    mark(476, 420, 108, print),
    line("M412 500L544 500M430 524L526 524", print, 6, `opacity="0.65"`),
    path(
      "M378 280C380 420 388 540 400 650L420 650C408 540 402 420 402 280Z",
      "#ffffff",
      `opacity="0.3"`,
    ),
  ].join(""),
  stands: [{ cx: 480, rx: 96 }],
});

/** Two bars of soap, one with bubbles: soap, other soap, ribbon of paper. */
export const soap: Shape = (pen, [first, second, paper]) => ({
  body: [
    path(
      `M260 640C260 618 276 606 300 604L620 604C646 606 662 618 662 640L668 ${GROUND - 34}C668 ${GROUND - 8} 650 ${GROUND} 620 ${GROUND}L300 ${GROUND}C272 ${GROUND} 254 ${GROUND - 8} 254 ${GROUND - 34}Z`,
      pen.front(first),
    ),
    path(
      "M268 626Q460 600 654 626Q640 606 610 602L310 602Q280 606 268 626Z",
      lit(first, 0.5),
      `opacity="0.8"`,
    ),
    block(400, 602, 126, GROUND - 602, 4, pen.front(paper)),
    mark(463, 690, 80, shaded(first, 0.1)),
    group(
      "rotate(-7 480 540)",
      path(
        "M318 494C318 474 334 464 356 462L604 462C628 464 640 474 640 494L646 570C646 594 632 600 606 600L350 600C326 600 312 594 312 570Z",
        pen.front(second),
      ),
      line("M360 486Q480 472 600 486", lit(second, 0.6), 9, `opacity="0.7"`),
      mark(478, 540, 78, shaded(second, 0.2)),
    ),
    ...[
      [684, 566, 40],
      [738, 616, 26],
      [704, 500, 22],
      [260, 560, 28],
    ].map(([x = 0, y = 0, r = 0]) =>
      [
        oval(x, y, r, r, "#ffffff", `opacity="0.34"`),
        oval(x, y, r, r, "none", `stroke="#ffffff" stroke-width="3" opacity="0.8"`),
        oval(x - r * 0.35, y - r * 0.35, r * 0.2, r * 0.2, "#ffffff"),
      ].join(""),
    ),
  ].join(""),
  stands: [{ cx: 460, rx: 206 }],
});

/** A stick of balm, open, its cap beside it: case, balm, cap. */
export const balm: Shape = (pen, [holder, stick, cap]) => ({
  body: [
    path("M404 380C404 336 440 300 500 292L500 470L404 470Z", pen.round(stick)),
    path("M404 380C404 336 440 300 500 292C508 330 452 350 404 380Z", lit(stick, 0.4)),
    drum(pen, mix(holder, "#d8b98a", 0.7), [452, 440, 62, 520, 64]),
    drum(pen, holder, [452, 510, 74, GROUND - 12, 74]),
    mark(448, 640, 74, lit(holder, 0.75)),
    drum(pen, cap, [640, 560, 72, GROUND + 18, 72]),
    oval(640, 560, 72, 11.5, lit(cap, 0.4)),
    line("M596 590L596 740", "#ffffff", 9, `opacity="0.4"`),
  ].join(""),
  stands: [
    { cx: 452, rx: 78 },
    { cx: 640, rx: 76, y: GROUND + 26 },
  ],
});

/** Sachets fanned out: sachet, other sachet, print. */
export const sachets: Shape = (pen, [first, second, print]) => {
  const sachet = (turn: number, x: number, colour: typeof first) =>
    group(
      `rotate(${turn} ${x} ${GROUND})`,
      block(x - 122, 330, 244, GROUND - 340, 10, pen.front(colour)),
      block(x - 122, 330, 244, 30, 6, shaded(colour, 0.14)),
      block(x - 122, GROUND - 38, 244, 28, 6, shaded(colour, 0.14)),
      oval(x, 530, 70, 86, lit(colour, 0.55)),
      oval(x - 24, 516, 13, 8, colour),
      oval(x + 24, 516, 13, 8, colour),
      line(`M${x - 18} 568Q${x} 580 ${x + 18} 568`, colour, 7),
      line(`M${x - 60} 670L${x + 60} 670M${x - 40} 694L${x + 40} 694`, print, 7, `opacity="0.8"`),
    );
  return {
    body: [
      sachet(-15, 470, second),
      sachet(13, 500, mix(first, second, 0.5)),
      sachet(-1, 484, first),
    ].join(""),
    stands: [{ cx: 486, rx: 156, y: GROUND - 8 }],
  };
};

import { block, drum, group, line, lit, mark, mix, oval, path, shaded, wall } from "./pen.ts";
import { GROUND, type Shape } from "./scene.ts";

/** A soft bear or, with long ears, a rabbit, sitting. */
const plush =
  (kind: "bear" | "rabbit"): Shape =>
  (pen, [fur, inner, scarf]) => ({
    body: [
      ...(kind === "rabbit"
        ? [-1, 1].map((side) =>
            group(
              `translate(${480 + side * 62} 330) rotate(${side * 12})`,
              oval(0, -110, 40, 122, pen.ball(fur)),
              oval(0, -104, 20, 90, inner),
            ),
          )
        : [-1, 1].map((side) =>
            [
              oval(480 + side * 118, 288, 56, 56, pen.ball(fur)),
              oval(480 + side * 118, 292, 30, 30, inner),
            ].join(""),
          )),
      oval(352, 610, 48, 92, pen.ball(fur), `transform="rotate(24 352 610)"`),
      oval(608, 610, 48, 92, pen.ball(fur), `transform="rotate(-24 608 610)"`),
      oval(480, 632, 146, 138, pen.ball(fur)),
      oval(480, 650, 88, 90, lit(inner, 0.25), `opacity="0.85"`),
      oval(480, 392, 158, 138, pen.ball(fur)),
      oval(480, 440, 66, 48, lit(inner, 0.4)),
      oval(424, 382, 14, 17, "#2b1a12"),
      oval(536, 382, 14, 17, "#2b1a12"),
      oval(420, 376, 5, 5, "#ffffff"),
      oval(532, 376, 5, 5, "#ffffff"),
      oval(480, 422, 21, 14, "#4a2a1c"),
      line("M480 436L480 452M480 452Q458 468 442 454M480 452Q502 468 518 454", "#4a2a1c", 5),
      oval(390, 430, 26, 16, "#f0a08a", `opacity="0.5"`),
      oval(570, 430, 26, 16, "#f0a08a", `opacity="0.5"`),
      path("M352 500Q480 572 608 500L616 540Q480 616 344 540Z", pen.round(scarf)),
      path("M540 556L600 540L620 660L560 668Z", pen.front(shaded(scarf, 0.1))),
      oval(372, GROUND - 44, 78, 56, pen.ball(fur)),
      oval(588, GROUND - 44, 78, 56, pen.ball(fur)),
      oval(364, GROUND - 38, 42, 32, inner),
      oval(596, GROUND - 38, 42, 32, inner),
    ].join(""),
    stands: [{ cx: 480, rx: 182 }],
  });

/** A bear to hug: fur, belly, scarf. */
export const bear = plush("bear");
/** A rabbit to comfort: fur, ears, scarf. */
export const rabbit = plush("rabbit");

/** The shop's persimmon as a soft toy: fruit, leaf, cheek. */
export const persimmon: Shape = (pen, [fruit, leaf, cheek]) => ({
  body: [
    path(
      `M480 380C640 360 724 470 716 580C708 700 620 ${GROUND} 480 ${GROUND}C340 ${GROUND} 252 700 244 580C236 470 320 360 480 380Z`,
      pen.ball(fruit),
    ),
    line(
      "M480 390C470 480 470 640 480 760M400 400C356 500 356 640 400 746M560 400C604 500 604 640 560 746",
      shaded(fruit, 0.3),
      4,
      `opacity="0.28"`,
    ),
    path(
      "M480 400C420 330 340 330 312 372C360 380 380 420 430 424C440 450 460 456 480 440C500 456 520 450 530 424C580 420 600 380 648 372C620 330 540 330 480 400Z",
      pen.ball(leaf),
    ),
    block(466, 308, 28, 84, 12, pen.round(shaded(leaf, 0.35))),
    oval(410, 560, 15, 19, "#2b1a12"),
    oval(550, 560, 15, 19, "#2b1a12"),
    oval(405, 553, 5, 6, "#ffffff"),
    oval(545, 553, 5, 6, "#ffffff"),
    line("M454 596Q480 622 506 596", "#4a2a1c", 8),
    oval(360, 604, 34, 20, cheek, `opacity="0.6"`),
    oval(600, 604, 34, 20, cheek, `opacity="0.6"`),
  ].join(""),
  stands: [{ cx: 480, rx: 200 }],
});

/** A baby's bottle: bottle, ring, milk. */
export const babyBottle: Shape = (pen, [glass, ring, milk]) => ({
  body: [
    path(wall(480, 500, 108, GROUND - 24, 104), pen.round(milk)),
    oval(480, 500, 108, 17, lit(milk, 0.5)),
    path(
      `M378 440C370 480 366 520 366 560L372 ${GROUND - 20}A108 17 0 0 0 588 ${GROUND - 20}L594 560C594 520 590 480 582 440Z`,
      pen.glass(),
    ),
    ...[560, 600, 640, 680].map((y, index) =>
      line(`M556 ${y}L${index % 2 === 0 ? 524 : 536} ${y}`, mix(glass, "#2b170c", 0.35), 5),
    ),
    mark(446, 640, 74, glass),
    drum(pen, ring, [480, 376, 108, 448, 112]),
    path(
      "M414 372C414 330 448 326 456 286C458 258 466 244 480 244C494 244 502 258 504 286C512 326 546 330 546 372A66 10 0 0 1 414 372Z",
      pen.ball("#f2d9b8"),
    ),
    line("M396 500L398 700", "#ffffff", 12, `opacity="0.6"`),
  ].join(""),
  stands: [{ cx: 480, rx: 108 }],
});

/** A baby's suit laid against the wall: cloth, trim, buttons. */
export const babySuit: Shape = (pen, [cloth, trim, button]) => {
  const outline =
    "M380 268L580 268L724 370L676 470L614 430L616 610C616 650 660 690 668 724L574 770C550 730 530 700 480 700C430 700 410 730 386 770L292 724C300 690 344 650 344 610L346 430L284 470L236 370Z";
  return {
    body: [
      path(outline, shaded(cloth, 0.34), `transform="translate(16 12)" opacity="0.5"`),
      path(outline, pen.front(cloth)),
      path("M380 268C410 340 550 340 580 268L556 268C530 312 430 312 404 268Z", trim),
      line("M724 370L676 470M236 370L284 470M292 724L386 770M668 724L574 770", trim, 15),
      ...[392, 462, 532, 602].map((y) => oval(480, y, 11, 11, button)),
      line("M480 330L480 690", shaded(cloth, 0.24), 3, `opacity="0.6"`),
      group("translate(562 480)", mark(0, 0, 62, button)),
      line(
        "M346 430Q360 400 356 370M614 430Q600 400 604 370",
        shaded(cloth, 0.3),
        5,
        `opacity="0.5"`,
      ),
    ].join(""),
    stands: [{ cx: 480, rx: 170, y: GROUND + 4 }],
  };
};

/** Wooden blocks in a tower: three colours. */
export const blocks: Shape = (pen, [first, second, third]) => {
  const cube = (x: number, y: number, colour: typeof first) =>
    [
      path(
        `M${x} ${y}L${x + 118} ${y + 16}L${x + 118} ${y + 142}L${x} ${y + 120}Z`,
        pen.front(colour),
      ),
      path(
        `M${x + 118} ${y + 16}L${x + 178} ${y - 8}L${x + 178} ${y + 112}L${x + 118} ${y + 142}Z`,
        shaded(colour, 0.28),
      ),
      path(
        `M${x} ${y}L${x + 62} ${y - 22}L${x + 178} ${y - 8}L${x + 118} ${y + 16}Z`,
        lit(colour, 0.45),
      ),
    ].join("");
  return {
    body: [
      cube(272, GROUND - 134, first),
      cube(478, GROUND - 122, second),
      cube(368, GROUND - 268, third),
      path(`M380 ${GROUND - 288}L540 ${GROUND - 270}L462 ${GROUND - 420}Z`, pen.front(first)),
      path(
        `M540 ${GROUND - 270}L462 ${GROUND - 420}L520 ${GROUND - 426}L592 ${GROUND - 292}Z`,
        shaded(first, 0.28),
      ),
      drum(pen, second, [724, GROUND - 74, 46, GROUND + 22, 46]),
      mark(424, GROUND - 196, 64, lit(third, 0.7)),
    ].join(""),
    stands: [
      { cx: 470, rx: 200, y: GROUND - 2 },
      { cx: 724, rx: 48, y: GROUND + 28 },
    ],
  };
};

/** A rattle of wood with a ring: wood, bead, other bead. */
export const rattle: Shape = (pen, [wood, first, second]) => ({
  body: group(
    "translate(20 130) rotate(-66 480 560)",
    oval(480, 350, 132, 132, "none", `stroke="${shaded(wood, 0.3)}" stroke-width="40"`),
    oval(477, 346, 132, 132, "none", `stroke="${lit(wood, 0.2)}" stroke-width="24"`),
    ...[
      [392, 250, first],
      [480, 216, second],
      [568, 250, first],
    ].map(([x, y, colour]) => oval(Number(x), Number(y), 44, 44, pen.ball(colour as typeof first))),
    block(456, 474, 48, 250, 24, pen.round(wood)),
    oval(480, 560, 42, 26, pen.ball(second)),
    oval(480, 620, 42, 26, pen.ball(first)),
    oval(480, 734, 46, 42, pen.ball(wood)),
  ),
  stands: [
    { cx: 330, rx: 130, y: GROUND - 20 },
    { cx: 640, rx: 80, y: GROUND + 2 },
  ],
});

import { block, drum, group, line, lit, mark, mix, oval, path, shaded, wall } from "./pen.ts";
import { GROUND, type Shape } from "./scene.ts";

/** A stand-up pouch with a window: pouch, label, what is inside. */
export const pouch: Shape = (pen, [colour, label, inside]) => ({
  body: [
    path(
      `M318 268L642 268L634 330C664 500 668 640 650 ${GROUND - 10}Q480 ${GROUND + 16} 310 ${GROUND - 10}C292 640 296 500 326 330Z`,
      pen.round(colour),
    ),
    path("M318 268L642 268L638 312L322 312Z", shaded(colour, 0.14)),
    line("M322 322L638 322", lit(colour, 0.4), 3, `stroke-dasharray="10 8" opacity="0.8"`),
    path(
      `M326 330C310 480 304 620 318 ${GROUND - 16}L346 ${GROUND - 12}C334 620 338 480 352 330Z`,
      "#ffffff",
      `opacity="0.18"`,
    ),
    block(372, 380, 216, 148, 14, pen.front(label)),
    mark(480, 448, 92, colour),
    line("M420 506L540 506", mix(label, colour, 0.5), 6),
    oval(480, 640, 92, 74, shaded(colour, 0.35)),
    oval(480, 640, 84, 66, lit(inside, 0.1)),
    ...[
      [440, 626],
      [486, 606],
      [526, 634],
      [462, 668],
      [508, 672],
    ].map(([x = 0, y = 0], index) =>
      group(
        `translate(${x} ${y}) rotate(${index * 47})`,
        oval(0, 0, 26, 18, pen.ball(inside)),
        line("M-16 2Q0 -7 16 2", shaded(inside, 0.4), 3.5),
      ),
    ),
  ].join(""),
  stands: [{ cx: 480, rx: 168 }],
});

/** A carton seen from its corner: carton, band, ornament. */
export const carton: Shape = (pen, [colour, band, ornament]) => ({
  body: [
    path(`M300 390L560 420L560 ${GROUND + 8}L300 ${GROUND - 30}Z`, pen.front(colour)),
    path(`M560 420L690 376L690 ${GROUND - 44}L560 ${GROUND + 8}Z`, shaded(colour, 0.26)),
    path("M300 390L430 350L690 376L560 420Z", lit(colour, 0.42)),
    path("M300 490L560 524L560 604L300 566Z", pen.front(band)),
    path("M560 524L690 478L690 556L560 604Z", shaded(band, 0.26)),
    group("translate(430 640) skewY(6)", mark(0, 6, 92, ornament)),
    group(
      "translate(430 546) skewY(7)",
      line("M-86 -6L86 -6", lit(band, 0.7), 8),
      line("M-56 18L56 18", lit(band, 0.7), 5),
    ),
  ].join(""),
  stands: [{ cx: 480, rx: 190, y: GROUND - 16 }],
});

/** A gift box with a ribbon and a bow: box, ribbon, lid. */
export const giftBox: Shape = (pen, [box, ribbon, lid]) => ({
  body: [
    path(`M276 500L540 532L540 ${GROUND + 10}L276 ${GROUND - 34}Z`, pen.front(box)),
    path(`M540 532L706 478L706 ${GROUND - 56}L540 ${GROUND + 10}Z`, shaded(box, 0.28)),
    path(`M384 513L428 518L428 ${GROUND - 8}L384 ${GROUND - 16}Z`, pen.front(ribbon)),
    path(`M612 508L640 499L640 ${GROUND - 30}L612 ${GROUND - 18}Z`, shaded(ribbon, 0.24)),
    path("M258 452L544 486L544 548L258 512Z", pen.front(lid)),
    path("M544 486L726 426L726 486L544 548Z", shaded(lid, 0.26)),
    path("M258 452L436 400L726 426L544 486Z", lit(lid, 0.36)),
    path("M378 466L424 472L620 417L572 412Z", lit(ribbon, 0.2)),
    path("M330 430L380 416L660 447L626 459Z", lit(ribbon, 0.2), `opacity="0.9"`),
    path("M378 466L424 472L424 532L378 526Z", pen.front(ribbon)),
    path("M496 436C440 350 360 336 350 384C344 424 430 438 496 436Z", pen.ball(ribbon)),
    path("M496 436C540 344 628 326 640 374C648 418 560 438 496 436Z", pen.ball(ribbon)),
    path(
      "M484 434C452 470 438 486 412 520L448 512L470 528C482 488 492 460 502 440Z",
      shaded(ribbon, 0.12),
    ),
    path(
      "M500 436C540 456 560 482 576 512L596 488L626 490C592 456 552 440 510 430Z",
      shaded(ribbon, 0.2),
    ),
    oval(496, 432, 30, 24, pen.ball(ribbon)),
  ].join(""),
  stands: [{ cx: 490, rx: 216, y: GROUND - 18 }],
});

/** A round tin of biscuits, open, with some before it: tin, paper, biscuit. */
export const biscuits: Shape = (pen, [colour, paper, biscuit]) => {
  const cookie = (x: number, y: number, radius: number) =>
    [
      oval(x, y + 12, radius, radius * 0.52, shaded(biscuit, 0.3)),
      oval(x, y, radius, radius * 0.52, pen.ball(biscuit)),
      ...Array.from({ length: 8 }, (_, index) => {
        const angle = (index / 8) * Math.PI * 2;
        const at = (far: number) =>
          `${x + Math.cos(angle) * radius * far} ${y + Math.sin(angle) * radius * far * 0.52}`;
        return line(
          `M${at(0.34)}Q${at(0.62)} ${at(0.86)}`,
          shaded(biscuit, 0.24),
          5,
          `opacity="0.7"`,
        );
      }),
      oval(x, y, radius * 0.2, radius * 0.11, shaded(biscuit, 0.35)),
    ].join("");
  return {
    body: [
      path(wall(440, 520, 216, GROUND - 46, 210, 0.24), pen.round(colour)),
      path(wall(440, 660, 213, 684, 212, 0.24), lit(colour, 0.35), `opacity="0.7"`),
      oval(440, 520, 216, 54, lit(colour, 0.5)),
      oval(440, 524, 202, 47, shaded(paper, 0.12)),
      path(
        "M250 520L278 470L318 506L352 456L396 498L440 450L486 498L530 456L566 506L602 470L632 520A196 46 0 0 1 250 520Z",
        pen.front(paper),
      ),
      cookie(350, 506, 74),
      cookie(526, 506, 74),
      cookie(440, 484, 80),
      cookie(438, 536, 78),
      group(`translate(0 -70) rotate(-9 690 ${GROUND})`, cookie(676, GROUND + 50, 82)),
      cookie(700, GROUND + 18, 86),
    ].join(""),
    stands: [
      { cx: 440, rx: 208, y: GROUND - 30 },
      { cx: 692, rx: 86, y: GROUND + 34 },
    ],
  };
};

/** A preserving jar with a lid and a cloth: content, lid, label. */
export const jar: Shape = (pen, [content, lid, label]) => ({
  body: [
    path(
      `M346 450C346 412 372 400 372 374L588 374C588 400 614 412 614 450L614 ${GROUND - 40}C614 ${GROUND - 10} 590 ${GROUND + 4} 480 ${GROUND + 4}C370 ${GROUND + 4} 346 ${GROUND - 10} 346 ${GROUND - 40}Z`,
      pen.round(content),
    ),
    oval(480, 424, 118, 15, lit(content, 0.35), `opacity="0.8"`),
    path(
      `M346 450C346 412 372 400 372 374L588 374C588 400 614 412 614 450L614 ${GROUND - 40}C614 ${GROUND - 10} 590 ${GROUND + 4} 480 ${GROUND + 4}C370 ${GROUND + 4} 346 ${GROUND - 10} 346 ${GROUND - 40}Z`,
      pen.glass(),
    ),
    block(382, 500, 196, 170, 16, pen.front(label)),
    mark(480, 566, 96, shaded(content, 0.1)),
    line("M426 638L534 638", mix(label, content, 0.6), 7),
    line("M372 468L372 700", "#ffffff", 14, `opacity="0.55"`),
    drum(pen, lid, [480, 306, 122, 382, 122]),
    ...Array.from({ length: 13 }, (_, index) => {
      const x = 366 + index * 19;
      return line(
        `M${x} 330L${x} ${384 + Math.sin((index / 12) * Math.PI) * 14}`,
        shaded(lid, 0.3),
        3,
        `opacity="0.4"`,
      );
    }),
  ].join(""),
  stands: [{ cx: 480, rx: 134 }],
});

/** A slim bottle of something to pour: liquid, cap, label. */
export const slimBottle: Shape = (pen, [liquid, cap, label]) => ({
  body: [
    path(
      `M440 300L520 300L524 390C528 424 578 440 578 500L578 ${GROUND - 18}A98 16 0 0 1 382 ${GROUND - 18}L382 500C382 440 432 424 436 390Z`,
      pen.round(liquid),
    ),
    path(
      `M440 300L520 300L524 390C528 424 578 440 578 500L578 ${GROUND - 18}A98 16 0 0 1 382 ${GROUND - 18}L382 500C382 440 432 424 436 390Z`,
      pen.glass(),
    ),
    path(wall(480, 530, 98.5, 690, 98.5), pen.round(label)),
    mark(474, 614, 92, liquid),
    drum(pen, cap, [480, 236, 46, 306, 48]),
    line("M408 510L408 720", "#ffffff", 11, `opacity="0.5"`),
  ].join(""),
  stands: [{ cx: 480, rx: 100 }],
});

/** A pack of soft sheets, one drawn out: pack, print, sheet. */
export const sheets: Shape = (pen, [pack, print, sheet]) => ({
  body: [
    path(
      `M252 560Q480 526 708 560L716 ${GROUND - 14}Q480 ${GROUND + 22} 244 ${GROUND - 14}Z`,
      pen.front(pack),
    ),
    path("M252 560Q480 526 708 560Q700 590 480 604Q260 590 252 560Z", lit(pack, 0.5)),
    oval(480, 566, 120, 17, shaded(pack, 0.35)),
    path(
      "M384 566C392 480 372 420 428 372C452 406 474 380 500 352C524 392 560 386 580 430C596 480 574 520 576 566A98 15 0 0 1 384 566Z",
      pen.front(sheet),
    ),
    line(
      "M428 380C440 440 430 500 436 566M500 362C496 430 510 500 506 570M556 404C548 460 548 520 546 562",
      shaded(sheet, 0.18),
      4,
      `opacity="0.6"`,
    ),
    mark(480, 684, 110, print),
    path(
      `M252 620C240 660 240 700 246 ${GROUND - 30}L276 ${GROUND - 26}C268 700 270 660 280 624Z`,
      "#ffffff",
      `opacity="0.3"`,
    ),
  ].join(""),
  stands: [{ cx: 480, rx: 232 }],
});

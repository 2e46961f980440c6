import { block, drum, group, line, lit, mark, mix, oval, path, shaded, wall } from "./pen.ts";
import { GROUND, type Shape } from "./scene.ts";

/** A notebook with an elastic and a ribbon, a pencil before it: cover, elastic, page. */
export const notebook: Shape = (pen, [cover, elastic, page]) => ({
  body: [
    group(
      "rotate(-5 470 520)",
      block(316, 262, 350, 496, 14, shaded(page, 0.18), `transform="translate(14 6)"`),
      line("M676 290L676 750M670 284L670 752", shaded(page, 0.3), 2),
      block(300, 256, 358, 500, 16, pen.front(cover)),
      block(300, 256, 44, 500, 14, shaded(cover, 0.22)),
      block(398, 356, 180, 118, 10, lit(page, 0.3)),
      mark(488, 410, 70, cover),
      line("M436 454L540 454", mix(cover, page, 0.3), 5),
      block(604, 252, 20, 508, 6, elastic),
      path("M430 754L452 754L456 820L440 806L424 820Z", shaded(elastic, 0.1)),
    ),
    group(
      `translate(690 ${GROUND + 22}) rotate(-62)`,
      block(-14, -300, 28, 250, 4, pen.round("#e3a33c")),
      path("M-14 -50L14 -50L0 0Z", "#f2d9b8"),
      path("M-5 -18L5 -18L0 0Z", "#3b2a20"),
      block(-14, -326, 28, 30, 5, "#c98a7a"),
    ),
  ].join(""),
  stands: [
    { cx: 470, rx: 190, y: GROUND - 4 },
    { cx: 570, rx: 130, y: GROUND + 20 },
  ],
});

/** A canvas bag with handles: canvas, print, handle. */
export const tote: Shape = (pen, [canvas, print, handle]) => ({
  body: [
    line("M390 420C380 190 580 190 570 420", shaded(handle, 0.25), 22),
    path(
      `M306 400L654 400L686 ${GROUND - 20}Q480 ${GROUND + 18} 274 ${GROUND - 20}Z`,
      pen.front(canvas),
    ),
    path("M306 400L654 400L656 432L304 432Z", shaded(canvas, 0.1)),
    line("M376 430C366 150 594 150 584 430", handle, 24),
    line("M372 430C362 160 586 150 578 430", lit(handle, 0.4), 7, `opacity="0.6"`),
    line(
      "M364 412L388 450M388 412L364 450M572 412L596 450M596 412L572 450",
      shaded(handle, 0.4),
      4,
    ),
    line(
      "M330 460C326 560 316 660 306 730M628 460C634 560 646 650 656 720",
      shaded(canvas, 0.24),
      7,
      `opacity="0.4"`,
    ),
    mark(480, 580, 190, print),
    line("M410 690L550 690", print, 10),
  ].join(""),
  stands: [{ cx: 480, rx: 204 }],
});

/** Postcards fanned out, the first with a small view: sky, hill, sun. */
export const postcards: Shape = (pen, [sky, hill, sun]) => {
  const card = (turn: number, x: number, front: boolean) =>
    group(
      `rotate(${turn} ${x} ${GROUND})`,
      block(
        x - 200,
        432,
        400,
        290,
        10,
        shaded("#fffaf0", 0.2),
        `transform="translate(8 8)" opacity="0.6"`,
      ),
      block(x - 200, 432, 400, 290, 10, "#fffaf0"),
      ...(front
        ? [
            block(x - 182, 450, 364, 254, 4, pen.front(sky)),
            oval(x + 84, 520, 42, 42, sun),
            path(
              `M${x - 182} 640C${x - 100} 560 ${x - 40} 560 ${x + 20} 620C${x + 70} 580 ${x + 120} 580 ${x + 182} 630L${x + 182} 704L${x - 182} 704Z`,
              pen.front(hill),
            ),
            path(
              `M${x - 182} 672C${x - 80} 640 ${x + 60} 690 ${x + 182} 660L${x + 182} 704L${x - 182} 704Z`,
              shaded(hill, 0.22),
            ),
            path(
              `M${x - 120} 640L${x - 84} 608L${x - 48} 640L${x - 48} 676L${x - 120} 676Z`,
              "#fff6e6",
            ),
            line(`M${x - 128} 642L${x - 84} 602L${x - 40} 642`, "#c2410c", 9),
          ]
        : [block(x - 182, 450, 364, 254, 4, pen.front(mix(sky, sun, 0.4)))]),
    );
  return {
    body: [card(-14, 470, false), card(10, 500, false), card(-2, 484, true)].join(""),
    stands: [{ cx: 484, rx: 220, y: GROUND - 36 }],
  };
};

/** A fountain pen on its box: barrel, trim, box. */
export const fountainPen: Shape = (pen, [barrel, trim, box]) => ({
  body: [
    path(`M236 660L690 660L740 ${GROUND - 20}L186 ${GROUND - 20}Z`, pen.front(box)),
    path(
      `M186 ${GROUND - 20}L740 ${GROUND - 20}L740 ${GROUND + 28}L186 ${GROUND + 28}Z`,
      shaded(box, 0.3),
    ),
    path(
      `M290 680L640 680L666 ${GROUND - 36}L262 ${GROUND - 36}Z`,
      lit(box, 0.5),
      `opacity="0.55"`,
    ),
    group(
      "translate(-4 78) rotate(62 500 520)",
      path("M476 190C476 164 524 164 524 190L528 420L472 420Z", pen.round(barrel)),
      block(470, 420, 60, 16, 4, pen.round(trim)),
      path("M472 436L528 436L520 560L480 560Z", pen.round(shaded(barrel, 0.1))),
      path("M480 560L520 560L506 640L500 668L494 640Z", pen.round(trim)),
      line("M500 600L500 664", shaded(trim, 0.5), 3),
      oval(500, 600, 5, 5, shaded(trim, 0.5)),
      block(530, 196, 12, 130, 6, pen.round(trim)),
      line("M486 200L484 410", "#ffffff", 7, `opacity="0.45"`),
    ),
  ].join(""),
  stands: [{ cx: 470, rx: 270, y: GROUND + 16 }],
});

/** Rolls of paper tape: three patterns. */
export const tapes: Shape = (pen, [first, second, third]) => {
  const roll = (x: number, y: number, colour: typeof first) =>
    [
      path(wall(x, y, 122, y + 92, 122, 0.4), pen.round(colour)),
      ...[-80, -40, 0, 40, 80].map((dx) =>
        oval(
          x + dx,
          y + 54 + Math.sqrt(Math.max(0, 1 - (dx / 122) ** 2)) * 42,
          11,
          11,
          lit(colour, 0.65),
          `opacity="0.9"`,
        ),
      ),
      oval(x, y, 122, 49, lit(colour, 0.4)),
      oval(x, y, 108, 43, "none", `stroke="${shaded(colour, 0.1)}" stroke-width="3" opacity="0.6"`),
      oval(x, y, 74, 29, "#c9a77e"),
      oval(x, y + 6, 66, 23, "#8a6646"),
    ].join("");
  return {
    body: [
      roll(372, GROUND - 130, first),
      roll(612, GROUND - 118, second),
      roll(478, GROUND - 250, third),
    ].join(""),
    stands: [{ cx: 492, rx: 236, y: GROUND + 2 }],
  };
};

/** Enamel badges on a card: card, enamel, metal. */
export const badges: Shape = (pen, [card, enamel, metal]) => {
  const badge = (x: number, y: number, colour: string, symbol: string) =>
    [
      oval(x + 5, y + 8, 66, 66, shaded(card, 0.4), `opacity="0.5"`),
      oval(x, y, 66, 66, pen.ball(metal)),
      oval(x, y, 56, 56, colour),
      symbol,
      path(
        `M${x - 40} ${y - 22}Q${x - 20} ${y - 48} ${x + 10} ${y - 46}Q${x - 20} ${y - 34} ${x - 40} ${y - 22}Z`,
        "#ffffff",
        `opacity="0.5"`,
      ),
    ].join("");
  return {
    body: [
      group(
        "rotate(4 480 520)",
        block(296, 250, 368, 510, 18, shaded(card, 0.3), `transform="translate(12 8)"`),
        block(296, 250, 368, 510, 18, pen.front(card)),
        oval(480, 290, 15, 15, shaded(card, 0.4)),
        badge(396, 410, pen.ball(enamel), mark(396, 412, 62, "#fff6e6")),
        badge(
          566,
          430,
          pen.ball("#7a8f5a"),
          path("M566 470C530 450 534 404 566 390C598 410 600 450 566 470Z", "#f1e6c8"),
        ),
        badge(400, 590, pen.ball("#d9a441"), oval(400, 590, 24, 24, "#fff6e6")),
        badge(
          568,
          606,
          pen.ball("#5b7f95"),
          path("M540 616Q568 574 596 616Q582 634 568 620Q554 634 540 616Z", "#fff6e6"),
        ),
        line("M400 710L560 710", shaded(card, 0.3), 8),
      ),
    ].join(""),
    stands: [{ cx: 480, rx: 180, y: GROUND - 2 }],
  };
};

/** A desk calendar on a stand: stand, page, day of note. */
export const calendar: Shape = (pen, [stand, page, day]) => ({
  body: [
    path(`M560 330L690 350L748 ${GROUND - 22}L640 ${GROUND}Z`, shaded(stand, 0.4)),
    path(`M270 340L640 330L700 ${GROUND - 8}L216 ${GROUND}Z`, pen.front(stand)),
    path(`M294 372L622 362L666 ${GROUND - 46}L254 ${GROUND - 40}Z`, pen.front(page)),
    path("M294 372L622 362L632 446L284 456Z", pen.front(day)),
    mark(458, 408, 56, "#fff6e6"),
    ...[0, 1, 2, 3].flatMap((row) =>
      [0, 1, 2, 3, 4, 5, 6].map((column) => {
        const y = 500 + row * 60;
        const x = 306 - row * 7 + column * (50 + row * 2.6);
        return row === 2 && column === 4
          ? oval(x, y, 21, 19, day)
          : block(x - 13, y - 11, 26, 22, 5, shaded(page, 0.16));
      }),
    ),
    ...Array.from({ length: 12 }, (_, index) =>
      line(
        `M${296 + index * 29} ${352 - index * 0.8}C${290 + index * 29} 300 ${316 + index * 29} 300 ${310 + index * 29} ${350 - index * 0.8}`,
        "#8a7a6a",
        6,
      ),
    ),
  ].join(""),
  stands: [{ cx: 470, rx: 250, y: GROUND - 4 }],
});

/** A keyring with a leather tag and a bell: leather, ring, bell. */
export const keyring: Shape = (pen, [leather, ring, bell]) => ({
  body: [
    oval(480, 300, 88, 88, "none", `stroke="${shaded(ring, 0.3)}" stroke-width="20"`),
    oval(477, 297, 88, 88, "none", `stroke="${lit(ring, 0.4)}" stroke-width="9"`),
    group(
      "rotate(9 480 400)",
      block(404, 384, 150, 330, 40, shaded(leather, 0.35), `transform="translate(10 6)"`),
      block(404, 384, 150, 330, 40, pen.front(leather)),
      block(
        418,
        398,
        122,
        302,
        30,
        "none",
        `stroke="${lit(leather, 0.5)}" stroke-width="4" stroke-dasharray="12 9"`,
      ),
      oval(479, 424, 15, 15, shaded(leather, 0.6)),
      mark(479, 570, 108, lit(leather, 0.7)),
    ),
    line("M506 386C560 450 590 520 604 590", ring, 7, `stroke-dasharray="4 9"`),
    oval(612, 650, 62, 62, pen.ball(bell)),
    line("M556 660A62 20 0 0 0 668 660", shaded(bell, 0.4), 8),
    oval(612, 690, 9, 12, shaded(bell, 0.6)),
    drum(pen, bell, [612, 584, 13, 600, 13]),
  ].join(""),
  stands: [{ cx: 500, rx: 120, y: GROUND - 30 }],
});

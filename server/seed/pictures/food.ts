import { block, drum, group, line, lit, oval, path, shaded, wall } from "./pen.ts";
import { GROUND, type Shape } from "./scene.ts";

const plate = (cx: number, cy: number, rx: number, colour = "#fbf6ee") =>
  [
    oval(cx, cy + 12, rx * 0.94, rx * 0.26, "#d9c7b0"),
    oval(cx, cy, rx, rx * 0.27, colour),
    oval(cx, cy + 2, rx * 0.74, rx * 0.18, "#eee3d3"),
  ].join("");

/** A loaf with two slices cut: crust, crumb, board. */
export const loaf: Shape = (pen, [crust, crumb, board]) => {
  const slice = (x: number) =>
    [
      path(
        `M${x - 96} ${GROUND - 20}L${x - 96} 590C${x - 130} 560 ${x - 112} 488 ${x} 484C${x + 112} 488 ${x + 130} 560 ${x + 96} 590L${x + 96} ${GROUND - 20}Z`,
        shaded(crust, 0.12),
      ),
      path(
        `M${x - 82} ${GROUND - 32}L${x - 82} 586C${x - 110} 560 ${x - 98} 500 ${x} 498C${x + 98} 500 ${x + 110} 560 ${x + 82} 586L${x + 82} ${GROUND - 32}Z`,
        pen.front(crumb),
      ),
      ...[
        [-40, 560],
        [20, 600],
        [44, 550],
        [-20, 650],
        [36, 690],
        [-50, 700],
      ].map(([dx = 0, y = 0]) => oval(x + dx, y, 7, 5, shaded(crumb, 0.16))),
    ].join("");
  return {
    body: [
      path(
        `M210 ${GROUND - 16}L760 ${GROUND - 16}L800 ${GROUND + 34}L170 ${GROUND + 34}Z`,
        pen.front(board),
      ),
      block(170, GROUND + 32, 630, 22, 8, shaded(board, 0.3)),
      path(
        `M380 590C350 470 420 440 520 440L700 446C770 450 790 520 760 590L756 ${GROUND - 20}L380 ${GROUND - 20}Z`,
        pen.ball(crust),
      ),
      line(
        "M470 470C500 452 540 452 570 462M600 462C640 452 680 456 706 476",
        lit(crust, 0.4),
        10,
        `opacity="0.5"`,
      ),
      slice(420),
      group("translate(-120 14)", slice(420)),
    ].join(""),
    stands: [{ cx: 490, rx: 310, y: GROUND + 44 }],
  };
};

/** A croissant on a plate: crust, plate, second plate tone. */
export const croissant: Shape = (pen, [crust, dish]) => {
  const parts = [
    [276, 690, -52, 56, 44],
    [340, 632, -38, 84, 66],
    [412, 592, -18, 92, 84],
    [490, 580, 2, 94, 92],
    [568, 596, 22, 92, 84],
    [640, 638, 42, 84, 64],
    [702, 696, 56, 54, 42],
  ] as const;
  return {
    body: [
      plate(490, GROUND - 6, 330, dish),
      ...[0, 6, 1, 5, 2, 4, 3].map((index) => {
        const [x, y, turn, rx, ry] = parts[index] ?? parts[3];
        return group(
          `translate(${x} ${y}) rotate(${turn})`,
          oval(4, 10, rx * 0.72, ry * 1.06, shaded(crust, 0.36)),
          oval(0, 0, rx * 0.7, ry, pen.ball(crust)),
          line(
            `M${-rx * 0.3} ${-ry * 0.7}Q${-rx * 0.5} 0 ${-rx * 0.26} ${ry * 0.7}`,
            lit(crust, 0.5),
            7,
            `opacity="0.5"`,
          ),
        );
      }),
    ].join(""),
    stands: [{ cx: 490, rx: 300, y: GROUND + 12 }],
  };
};

/** A round cake in its collar, a slice before it: crust, inside, plate. */
export const roundCake: Shape = (pen, [crust, inside, dish]) => ({
  body: [
    plate(480, GROUND - 10, 330, dish),
    path(wall(450, 548, 206, GROUND - 50, 202, 0.26), pen.round(inside)),
    path(wall(450, 548, 206, 590, 206, 0.26), pen.round(crust)),
    oval(450, 548, 206, 53, pen.ball(crust)),
    oval(410, 538, 110, 21, lit(crust, 0.35), `opacity="0.35"`),
    ...Array.from({ length: 15 }, (_, index) => {
      const dx = (index - 7) * 28;
      const drop = Math.sqrt(1 - (dx / 207) ** 2) * 53;
      return line(
        `M${450 + dx} ${606 + drop}L${450 + dx} ${GROUND - 52 + drop}`,
        shaded(inside, 0.24),
        3,
        `opacity="0.35"`,
      );
    }),
    path(`M560 690L738 668L738 734L560 ${GROUND - 2}Z`, pen.front(inside)),
    path(`M560 690L738 668L738 686L560 709Z`, shaded(crust, 0.06)),
    path(`M560 690L738 668Q762 688 742 718Z`, pen.front(crust)),
    path(`M560 690L742 718L740 ${GROUND + 14}L560 ${GROUND - 2}Z`, lit(inside, 0.28)),
    path(`M560 690L742 718L742 738L560 709Z`, crust),
  ].join(""),
  stands: [{ cx: 480, rx: 306, y: GROUND + 8 }],
});

/** Macarons in a stack: shell, other shell, cream. */
export const macarons: Shape = (pen, [first, second, cream]) => {
  const macaron = (x: number, y: number, colour: typeof first) =>
    [
      path(
        `M${x - 96} ${y}C${x - 96} ${y + 44} ${x + 96} ${y + 44} ${x + 96} ${y}L${x + 96} ${y - 10}L${x - 96} ${y - 10}Z`,
        pen.round(shaded(colour, 0.08)),
      ),
      block(x - 92, y - 28, 184, 24, 12, pen.round(cream)),
      path(
        `M${x - 98} ${y - 26}C${x - 98} ${y - 92} ${x + 98} ${y - 92} ${x + 98} ${y - 26}Q${x} ${y - 8} ${x - 98} ${y - 26}Z`,
        pen.ball(colour),
      ),
      line(
        `M${x - 94} ${y - 26}Q${x} ${y - 8} ${x + 94} ${y - 26}`,
        shaded(colour, 0.18),
        6,
        `stroke-dasharray="3 9" opacity="0.8"`,
      ),
    ].join("");
  return {
    body: [
      plate(480, GROUND - 6, 330),
      macaron(366, GROUND - 42, first),
      macaron(588, GROUND - 36, second),
      macaron(478, GROUND - 140, lit(first, 0.35)),
      macaron(472, GROUND - 238, second),
      macaron(482, GROUND - 336, first),
    ].join(""),
    stands: [{ cx: 480, rx: 300, y: GROUND + 12 }],
  };
};

/** Small square cakes with petals on them: cake, filling, petal. */
export const squares: Shape = (pen, [cake, filling, petal]) => {
  const piece = (x: number, y: number) =>
    [
      path(`M${x - 84} ${y}L${x} ${y + 26}L${x} ${y + 108}L${x - 84} ${y + 80}Z`, pen.front(cake)),
      path(
        `M${x} ${y + 26}L${x + 84} ${y}L${x + 84} ${y + 80}L${x} ${y + 108}Z`,
        shaded(cake, 0.18),
      ),
      path(
        `M${x - 84} ${y + 38}L${x} ${y + 64}L${x} ${y + 78}L${x - 84} ${y + 52}ZM${x} ${y + 64}L${x + 84} ${y + 38}L${x + 84} ${y + 52}L${x} ${y + 78}Z`,
        filling,
        `opacity="0.75"`,
      ),
      path(`M${x - 84} ${y}L${x} ${y - 26}L${x + 84} ${y}L${x} ${y + 26}Z`, lit(cake, 0.5)),
      ...[
        [-22, 0],
        [8, -8],
        [24, 6],
        [-4, 10],
      ].map(([dx = 0, dy = 0], index) =>
        group(`translate(${x + dx} ${y + dy}) rotate(${index * 60})`, oval(0, 0, 10, 5, petal)),
      ),
    ].join("");
  return {
    body: [
      plate(480, GROUND - 12, 340),
      piece(352, 640),
      piece(608, 640),
      piece(480, 676),
      piece(480, 556),
    ].join(""),
    stands: [{ cx: 480, rx: 308, y: GROUND + 8 }],
  };
};

/** Crisp rolls standing in a tin: tin, roll, band. */
export const rolls: Shape = (pen, [colour, roll, band]) => {
  const stick = (x: number, top: number, turn: number) =>
    group(
      `rotate(${turn} ${x} 620)`,
      block(x - 25, top, 50, 320, 20, pen.round(roll)),
      oval(x, top + 10, 25, 10, lit(roll, 0.4)),
      line(`M${x - 12} ${top + 10}A12 5 0 1 1 ${x + 6} ${top + 12}`, shaded(roll, 0.4), 4),
      line(
        `M${x - 22} ${top + 90}L${x + 22} ${top + 70}M${x - 22} ${top + 160}L${x + 22} ${top + 140}`,
        shaded(roll, 0.2),
        4,
        `opacity="0.6"`,
      ),
    );
  return {
    body: [
      stick(398, 300, -9),
      stick(562, 306, 9),
      stick(446, 262, -4),
      stick(516, 270, 4),
      stick(482, 312, 0),
      path(wall(480, 500, 140, GROUND - 20, 132), pen.round(colour)),
      path(wall(480, 590, 137, 676, 134.6), pen.round(band)),
      line("M340 500A140 22.4 0 0 0 620 500", lit(colour, 0.55), 8),
    ].join(""),
    stands: [{ cx: 480, rx: 138 }],
  };
};

/** A bowl of small things: bowl, thing, other thing. */
export const bowl: Shape = (pen, [colour, thing, other]) => ({
  body: [
    oval(480, 552, 232, 62, shaded(colour, 0.3)),
    ...Array.from({ length: 34 }, (_, index) => {
      const angle = index * 2.399;
      const far = Math.sqrt(index / 34);
      const x = 480 + Math.cos(angle) * 190 * far;
      const y = 548 + Math.sin(angle) * 44 * far - (1 - far) * 62;
      return { y, x, index };
    })
      .toSorted((a, b) => a.y - b.y)
      .map(({ x, y, index }) =>
        group(
          `translate(${x} ${y}) rotate(${(index * 53) % 180})`,
          oval(0, 0, 33, 22, pen.ball(index % 3 === 0 ? other : thing)),
          line("M-20 3Q0 -6 20 3", shaded(thing, 0.35), 3, `opacity="0.5"`),
        ),
      ),
    path(
      `M248 552C256 680 360 ${GROUND - 22} 400 ${GROUND - 14}A80 13 0 0 0 560 ${GROUND - 14}C600 ${GROUND - 22} 704 680 712 552A232 62 0 0 1 248 552Z`,
      pen.round(colour),
    ),
    line("M248 552A232 62 0 0 0 712 552", lit(colour, 0.55), 9),
  ].join(""),
  stands: [{ cx: 480, rx: 96 }],
});

/** A dish in the deep or flat, with its pair behind: glaze, rim, inside. */
export const dishes: Shape = (pen, [glaze, rim, inside]) => ({
  body: [
    group(
      "translate(0 0)",
      oval(540, 500, 214, 214, shaded(glaze, 0.3)),
      oval(528, 494, 214, 214, pen.ball(glaze)),
      oval(528, 494, 150, 150, "none", `stroke="${rim}" stroke-width="8" opacity="0.8"`),
      oval(528, 494, 196, 196, "none", `stroke="${rim}" stroke-width="5" opacity="0.5"`),
    ),
    drum(pen, glaze, [366, 668, 150, GROUND + 26, 76]),
    oval(366, 668, 150, 27, lit(glaze, 0.5)),
    oval(366, 672, 136, 22, inside),
    line("M216 670A150 27 0 0 0 516 670", rim, 7),
  ].join(""),
  stands: [
    { cx: 530, rx: 140, y: GROUND - 62 },
    { cx: 366, rx: 84, y: GROUND + 34 },
  ],
});

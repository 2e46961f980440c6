import { Axis, Canvas as Chart2d, Chart, createElement, Line } from "@antv/f2";
import { Canvas, View } from "@tarojs/components";
import { useReady } from "@tarojs/taro";
import { useEffect, useRef, useState } from "react";
import { roleOf } from "@/ui/role";
import { measuring, onPage, type Drawn } from "./on-page";
import "./staff.css";

/** One point of a line: what stands under it, and how high it is. */
export type Point = { readonly label: string; readonly value: number };

type Props = {
  /** Unique on its page. */
  id: string;
  points: readonly Point[];
  /** What it shows in a sentence, for screen readers; the table beside it has the figures. */
  says: string;
  /** How a height is written at the axis. */
  scale: (value: number) => string;
};

/** A line over days on one axis, in the colours of the page. */
export function LineChart({ id, points, says, scale }: Readonly<Props>) {
  const [isReady, setReady] = useState(false);
  const held = useRef<Chart2d | null>(null);
  useReady(() => setReady(true));
  useEffect(() => {
    let isGone = false;
    const timer = setTimeout(() => {
      void onPage(id).then((drawn) => {
        if (isGone || drawn === null) return;
        end(held.current);
        held.current = draw(drawn, points, scale);
      });
    }, 50);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [id, isReady, JSON.stringify(points)]);
  useEffect(() => () => end(held.current), []);
  return (
    <View className="staff-chart" {...roleOf("img", { "aria-label": says })}>
      <View id={`${id}-line`} className="staff-chart__line" />
      <View id={`${id}-ink`} className="staff-chart__ink" />
      <View id={`${id}-grid`} className="staff-chart__grid" />
      <Canvas type="2d" id={id} canvasId={id} className="staff-chart__canvas" />
    </View>
  );
}

/** In WeChat the library cannot take back the frame that it has asked for: that one is to draw nothing, and be the last. */
function end(chart: Chart2d | null): void {
  if (chart === null) return;
  const { canvas } = chart as unknown as {
    canvas: { render: () => void; requestAnimationFrame: () => number };
  };
  canvas.render = () => undefined;
  canvas.requestAnimationFrame = () => 0;
  chart.destroy();
}

/** The library's own types accept its parts only as JSX of its own. */
const element = createElement as unknown as (
  part: unknown,
  props: Readonly<Record<string, unknown>>,
  ...children: unknown[]
) => unknown;

function draw(on: Drawn, points: readonly Point[], scale: Props["scale"]): Chart2d {
  const { line, ink, grid } = on.colours;
  const data = points.map(({ label, value }) => ({ label, value }));
  const canvas = new Chart2d({
    context: on.context,
    width: on.width,
    height: on.height,
    pixelRatio: on.pixelRatio,
    animate: false,
    ...(measuring() as Readonly<Record<string, never>>),
    children: element(
      Chart,
      {
        data,
        scale: { value: { min: Math.min(0, ...data.map(({ value }) => value)), nice: true } },
      },
      element(Axis, {
        field: "label",
        tickCount: 4,
        style: { label: { fill: ink, fontSize: 11, align: "between" }, line: { stroke: grid } },
      }),
      element(Axis, {
        field: "value",
        tickCount: 4,
        formatter: (value: number | string) => scale(Number(value)),
        style: { label: { fill: ink, fontSize: 11 }, grid: { stroke: grid } },
      }),
      element(Line, { x: "label", y: "value", color: line, size: 2 }),
    ),
  });
  void canvas.render();
  return canvas;
}

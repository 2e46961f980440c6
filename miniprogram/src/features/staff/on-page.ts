import Taro from "@tarojs/taro";

/** Where letters are measured: a browser makes such a canvas by itself, WeChat has to be asked. */
export const measuring =
  process.env.TARO_ENV === "weapp"
    ? () => ({
        offscreenCanvas: Taro.createOffscreenCanvas({ type: "2d", width: 64, height: 64 }),
      })
    : () => ({});

/** A place to draw on, with the colours that the page has now (light or dark). */
export type Drawn = {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  readonly colours: { readonly line: string; readonly ink: string; readonly grid: string };
};

type Fields = { node?: HTMLCanvasElement; width?: number; height?: number; color?: string } | null;

/**
 * Finds a canvas and, beside it, the colours of the tokens as they are computed: a canvas knows no `var(--…)`. Null when
 * it is not on the page (any more).
 */
export async function onPage(id: string): Promise<Drawn | null> {
  const answer = await new Promise<Fields[]>((resolve) => {
    const query = Taro.createSelectorQuery();
    query.select(`#${id}`).node();
    query.select(`#${id}`).fields({ size: true });
    for (const part of ["line", "ink", "grid"])
      query.select(`#${id}-${part}`).fields({ computedStyle: ["color"] });
    query.exec((found) => resolve(found as Fields[]));
  });
  const [at, size, line, ink, grid] = answer;
  const canvas = at?.node;
  const context = canvas?.getContext("2d") ?? null;
  const width = size?.width ?? 0;
  const height = size?.height ?? 0;
  if (canvas === undefined || context === null || width === 0 || height === 0) return null;
  const pixelRatio = Taro.getWindowInfo().pixelRatio;
  canvas.width = width * pixelRatio;
  canvas.height = height * pixelRatio;
  return {
    context,
    width,
    height,
    pixelRatio,
    colours: { line: line?.color ?? "", ink: ink?.color ?? "", grid: grid?.color ?? "" },
  };
}

import type { Page } from "playwright-core";

/** One figure, with what is wanted of it. */
export type Measure = {
  readonly what: string;
  readonly wanted: string;
  readonly found: string;
  /** As a multiple of the plainest page of the same run, which says more than milliseconds on another machine. */
  readonly times?: string;
};

/** How many times slower the processor is made. */
export const SLOWER = 4;
/** How often everything is tried; the middle counts. */
export const RUNS = 5;

/** The middle of some figures. */
export const middle = (figures: readonly number[]): number =>
  figures.toSorted((one, other) => one - other)[Math.floor(figures.length / 2)] ?? 0;

/** Milliseconds as they are shown. */
export const ms = (time: number): string => `${Math.round(time)} ms`;

/** Makes the page's processor slower. */
export async function slow(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
}

/** Waits until a text is to be seen. */
export const seen = async (page: Page, text: string): Promise<void> =>
  await page.getByText(text).filter({ visible: true }).first().waitFor();

// What runs in the page is a text: what compiles this file would put names of its own into it.

/** Begins to note how long each tap takes, from the finger's end to the frame in which the node says something else. */
export async function watchTaps(page: Page, selector: string): Promise<void> {
  await page.evaluate(`
    globalThis.answers = [];
    addEventListener("mouseup", (event) => {
      const node = document.querySelector(${JSON.stringify(selector)});
      const before = node.textContent;
      const observer = new MutationObserver(() => {
        if (node.textContent === before) return;
        observer.disconnect();
        // The next frame has been drawn when this comes.
        requestAnimationFrame(() => setTimeout(() => answers.push(performance.now() - event.timeStamp)));
      });
      observer.observe(node, { subtree: true, characterData: true, childList: true });
    }, true);
  `);
}

/** Milliseconds that each tap took. */
export const answersOf = async (page: Page): Promise<number[]> =>
  await page.evaluate<number[]>("globalThis.answers");

/** Begins to note tasks that hold the page up. */
export async function watchTasks(page: Page): Promise<void> {
  await page.evaluate(`
    globalThis.tasks = [0];
    new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => tasks.push(duration)))
      .observe({ type: "longtask" });
  `);
}

/** The longest of them, in milliseconds. */
export const longestTask = async (page: Page): Promise<number> =>
  await page.evaluate<number>("Math.max(...globalThis.tasks)");

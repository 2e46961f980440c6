import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "@support/processes.ts";
import type { Hand, Holder } from "./hand.ts";
import type { DemoShop } from "./open-demo-shop.ts";

/** What a journey is given: the shop, and hands to hold the window in. */
export type Stage = {
  readonly shop: Omit<DemoShop, "stop">;
  readonly hand: (holder: Holder) => Promise<Hand>;
};

/** A journey, told once for every kind of window. */
export type Story = (stage: Stage) => Promise<void>;

/**
 * A stage on which stories are played: at the end of each, every hand must be without fault, and what it shows last
 * open to everybody; what was last seen is kept
 * as a picture under `.data/journeys`.
 */
export function stageOf(
  shop: Omit<DemoShop, "stop">,
  options: { folder: string; name: string; open: (holder: Holder) => Promise<Hand> },
): { play(story: Story): Promise<void> } {
  return {
    async play(story) {
      const hands: Hand[] = [];
      const folder = join(projectRoot, ".data/journeys", options.folder);
      await mkdir(folder, { recursive: true });
      try {
        await story({
          shop,
          hand: async (holder) => {
            const hand = await options.open(holder);
            hands.push(hand);
            return hand;
          },
        });
        for (const hand of hands) {
          await hand.mustBeAccessible();
          await hand.mustBeFaultless();
        }
      } finally {
        for (const [index, hand] of hands.entries()) {
          const file = `${options.name.replaceAll(/[^\w]+/g, "-")}-${index + 1}.png`;
          await hand.page.screenshot({ path: join(folder, file) }).catch(() => undefined);
          await hand.close();
        }
      }
    },
  };
}

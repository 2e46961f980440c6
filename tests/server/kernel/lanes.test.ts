import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { inLanes } from "@server/kernel/lanes.ts";

describe("lanes", () => {
  it("run work of one key one after the other and of different keys side by side", async () => {
    const log: string[] = [];
    const work = (name: string) => async () => {
      log.push(`${name}+`);
      await pause(10);
      log.push(`${name}-`);
    };
    await Promise.all([
      inLanes(["a"], work("1")),
      inLanes(["a"], work("2")),
      inLanes(["b"], work("3")),
    ]);
    expect(log.indexOf("1-")).toBeLessThan(log.indexOf("2+"));
    expect(log.indexOf("3+")).toBeLessThan(log.indexOf("1-"));
  });

  it("never lock each other out, whatever order the keys are named in", async () => {
    let active = 0;
    let most = 0;
    const work = async () => {
      active += 1;
      most = Math.max(most, active);
      await pause(1);
      active -= 1;
    };
    await Promise.all(
      Array.from(
        { length: 50 },
        async (_, index) => await inLanes(index % 2 === 0 ? ["x", "y"] : ["y", "x"], work),
      ),
    );
    expect(most).toBe(1);
  });

  it("go on after work that failed", async () => {
    await expect(inLanes(["z"], async () => await Promise.reject(new Error("no")))).rejects.toThrow(
      "no",
    );
    expect(await inLanes(["z"], async () => await Promise.resolve(1))).toBe(1);
  });
});

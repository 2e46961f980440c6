import { describe, expect, it, vi } from "vitest";
import { briefly } from "@server/kernel/briefly.ts";

describe("what is kept briefly", () => {
  it("is read once for many who ask at once, per key, and anew after a second or when told to forget", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    let reads = 0;
    const settings = briefly(async (key) => await Promise.resolve(`${key}${(reads += 1)}`));
    expect(await Promise.all([settings.get("a"), settings.get("a"), settings.get("b")])).toEqual([
      "a1",
      "a1",
      "b2",
    ]);
    vi.advanceTimersByTime(999);
    expect(await settings.get("a")).toBe("a1");
    vi.advanceTimersByTime(1);
    expect(await settings.get("a")).toBe("a3");
    settings.forget();
    expect(await settings.get("a")).toBe("a4");
    vi.useRealTimers();
  });

  it("does not keep a failure", async () => {
    let reads = 0;
    const flaky = briefly(async () =>
      (reads += 1) === 1 ? await Promise.reject(new Error("away")) : "here",
    );
    await expect(flaky.get("")).rejects.toThrow("away");
    expect(await flaky.get("")).toBe("here");
  });
});

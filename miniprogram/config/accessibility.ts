import words from "./aria.json";

type Context = {
  registerMethod(method: { name: string; fn: (platform: Platform) => void }): void;
};
type Platform = {
  template?: { mergeComponents(ctx: Context, patch: Record<string, Record<string, string>>): void };
  runtimePath?: string | string[];
};

/**
 * A plugin of Taro that lets aria attributes through to the mini-program's templates. Templates and pages count the
 * attributes of a component and speak of them by number: `lib/aria.ts` tells the pages of the same ones.
 */
export default function accessibility(ctx: Context): void {
  ctx.registerMethod({
    name: "onSetupClose",
    fn(platform) {
      if (platform.template === undefined) return;
      platform.template.mergeComponents(ctx, words);
      platform.runtimePath = [platform.runtimePath ?? [], "@/lib/aria"].flat();
    },
  });
}

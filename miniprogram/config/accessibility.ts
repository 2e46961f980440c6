type Context = {
  registerMethod(method: { name: string; fn: (platform: Platform) => void }): void;
};
type Platform = {
  template?: { mergeComponents(ctx: Context, patch: Record<string, Record<string, string>>): void };
};

/** Screen readers of WeChat read these; Taro's templates know none of them. */
const words = {
  "aria-label": "",
  "aria-role": "",
  "aria-hidden": "",
  "aria-checked": "",
  "aria-selected": "",
  "aria-disabled": "",
  "aria-live": "",
};

/** A plugin of Taro that lets aria attributes through to the mini-program's templates. */
export default function accessibility(ctx: Context): void {
  ctx.registerMethod({
    name: "onSetupClose",
    fn({ template }) {
      template?.mergeComponents(ctx, {
        View: words,
        Text: { "aria-label": "", "aria-role": "", "aria-hidden": "", "aria-live": "" },
        Image: { "aria-label": "", "aria-role": "", "aria-hidden": "" },
        Input: { "aria-label": "" },
        Textarea: { "aria-label": "" },
        Switch: { "aria-label": "" },
        Button: { "aria-label": "" },
        ScrollView: { "aria-label": "" },
      });
    },
  });
}

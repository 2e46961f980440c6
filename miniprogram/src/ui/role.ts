/** What a screen reader takes something for, with more about it: in WeChat by its own name, which browsers do not know. */
export const roleOf = (
  role: string,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> =>
  process.env.TARO_ENV === "weapp" ? { role, "aria-role": role, ...more } : { role, ...more };

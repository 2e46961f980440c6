/** WeChat's SDK as far as the functions use it; a call of the open platform is `openapi.<group>.<method>(input)`. */
export type Cloud = {
  readonly openapi: Readonly<
    Record<
      string,
      Readonly<Record<string, (input: object) => Promise<Record<string, unknown>>>> | undefined
    >
  >;
  /** Who called; without OPENID when it was not the mini-program. */
  getWXContext(): { readonly OPENID?: string; readonly APPID?: string };
};

/** What a function is made with: WeChat's SDK, the way out, and its settings. Nothing else reaches the outside. */
export type Setup = {
  readonly cloud: Cloud;
  readonly http: (url: string, init: RequestInit) => Promise<Response>;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/**
 * A setting of the function.
 * @throws Error naming the one that is missing.
 */
export function setting({ env }: Pick<Setup, "env">, name: string): string {
  const value = env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set`);
  return value;
}

declare module "*.css";

/** Taro writes these into the bundle; they are no environment at run time. */
declare namespace NodeJS {
  interface ProcessEnv {
    readonly TARO_ENV: "weapp" | "h5";
    readonly TARO_APP_SHOP_URL?: string;
  }
}

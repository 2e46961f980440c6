import type { Demo } from "./demo.types";

/** Inside WeChat there is no demo: who is there is who holds the phone. */
export const demo = null as Demo | null;

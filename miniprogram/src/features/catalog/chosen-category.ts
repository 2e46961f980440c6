import { createStore } from "@/lib/store";

let chosen: string | null = null;

/** The category on show: tab pages take no query, so whoever leads there leaves it here. */
export const chosenCategory = createStore<string | null>({
  get: () => chosen,
  set: (value) => {
    chosen = value;
  },
});

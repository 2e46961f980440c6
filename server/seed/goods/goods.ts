import { baby } from "./baby.ts";
import { care } from "./care.ts";
import { drinks } from "./drinks.ts";
import { gifts } from "./gifts.ts";
import type { Good } from "./good.ts";
import { home } from "./home.ts";
import { snacks } from "./snacks.ts";

/** The shelves of the shop: top-level categories in order, each with all its goods. */
export const shelves: readonly { readonly name: string; readonly goods: readonly Good[] }[] = [
  { name: "茶饮咖啡", goods: drinks },
  { name: "零食烘焙", goods: snacks },
  { name: "家居生活", goods: home },
  { name: "护肤", goods: care },
  { name: "母婴", goods: baby },
  { name: "文创礼品", goods: gifts },
];

/** Everything the seed sells. */
export const goods: readonly Good[] = shelves.flatMap((shelf) => shelf.goods);

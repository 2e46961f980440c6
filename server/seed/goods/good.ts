import type { Colour } from "../pictures/pen.ts";
import type { grounds } from "../pictures/scene.ts";
import type { ShapeName } from "../pictures/shapes.ts";

/** Three colours of a still life, in the order its shape names them. */
export type Colours = readonly [Colour, Colour, Colour];

/** One value of an option: what it adds, and how it changes the picture. */
export type Choice = {
  readonly label: string;
  readonly addFen?: number;
  readonly addGrams?: number;
  readonly colours?: Colours;
};

/** One product of the seed, as its tables write it down. Fen and grams. */
export type Good = {
  /** Begins the codes of its SKUs. */
  readonly code: string;
  readonly category: string;
  readonly title: string;
  readonly subtitle: string;
  readonly description: string;
  readonly keywords: string;
  readonly shape: ShapeName;
  readonly ground: keyof typeof grounds;
  readonly colours: Colours;
  readonly priceFen: number;
  /** What it cost the shop, in basis points of the list price. */
  readonly costBps: number;
  readonly grams: number;
  readonly options?: readonly { readonly name: string; readonly choices: readonly Choice[] }[];
  readonly perOrderLimit?: number;
  readonly perMemberLimit?: number;
  /** Sold at one price to everyone. */
  readonly isPlain?: true;
  /** How often it is bought, beside the others; 1 is seldom. */
  readonly appeal: number;
  /** Months in which it is bought three times as often. */
  readonly season?: readonly number[];
};

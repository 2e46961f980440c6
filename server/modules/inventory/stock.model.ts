import { defineModel } from "../../kernel/db.ts";

/** How many units of one SKU one store has; `on hand` is available + reserved. */
export type StockRow = {
  /** `storeId:skuId`. */
  _id: string;
  storeId: string;
  skuId: string;
  available: number;
  reserved: number;
  sold: number;
};

/** What moved stock: goods added or corrected, reserved, released, sold, or taken back. */
export type MovementKind = "adjust" | "reserve" | "release" | "sell" | "return";

/** One line of the append-only stock ledger; the deltas of all lines sum to the stock row. */
export type MovementRow = {
  _id: string;
  storeId: string;
  skuId: string;
  kind: MovementKind;
  availableDelta: number;
  reservedDelta: number;
  soldDelta: number;
  /** The order, refund or adjustment that caused it; unique with kind and SKU, so nothing moves twice. */
  cause: string;
  reason: string | null;
  actor: string;
  at: Date;
};

/** The id of a stock row. */
export const stockId = (storeId: string, skuId: string): string => `${storeId}:${skuId}`;

const count = { type: Number, required: true, min: 0, validate: Number.isInteger };
const delta = { type: Number, required: true, validate: Number.isInteger };

/** Current stock, one row per store and SKU. */
export const Stock = defineModel<StockRow>(
  "stock",
  {
    storeId: { type: String, required: true },
    skuId: { type: String, required: true },
    available: count,
    reserved: count,
    sold: count,
  },
  [[{ storeId: 1, available: 1, _id: 1 }]],
);

/** The stock ledger: rows are only ever added. */
export const StockMovements = defineModel<MovementRow>(
  "stock_movements",
  {
    storeId: { type: String, required: true },
    skuId: { type: String, required: true },
    kind: {
      type: String,
      required: true,
      enum: ["adjust", "reserve", "release", "sell", "return"],
    },
    availableDelta: delta,
    reservedDelta: delta,
    soldDelta: delta,
    cause: { type: String, required: true },
    reason: { type: String, default: null },
    actor: { type: String, required: true },
    at: { type: Date, required: true },
  },
  [
    [{ cause: 1, kind: 1, storeId: 1, skuId: 1 }, { unique: true }],
    [{ storeId: 1, skuId: 1, _id: -1 }],
  ],
);

import { defineModel } from "../../kernel/db.ts";

/** One place that sells: its address and hours are shown to shoppers, stock is kept per store. */
export type StoreRow = {
  _id: string;
  name: string;
  kind: "direct" | "franchise";
  /** Whether shoppers can collect orders here. */
  isPickup: boolean;
  /** The one store that sends parcels and whose stock the product page shows. */
  isDefault: boolean;
  province: string;
  city: string;
  district: string;
  detail: string;
  hours: string;
  phone: string | null;
};

/** All stores; exactly one is the default. */
export const Stores = defineModel<StoreRow>(
  "stores",
  {
    name: { type: String, required: true },
    kind: { type: String, enum: ["direct", "franchise"], required: true },
    isPickup: { type: Boolean, required: true },
    isDefault: { type: Boolean, required: true },
    province: { type: String, required: true },
    city: { type: String, required: true },
    district: { type: String, required: true },
    detail: { type: String, required: true },
    hours: { type: String, required: true },
    phone: { type: String, default: null },
  },
  [[{ isDefault: 1 }, { unique: true, partialFilterExpression: { isDefault: true } }]],
);

import type { uploadStates } from "../../contract/fulfilment.ts";
import { defineModel } from "../../kernel/db.ts";

/** Whether WeChat knows about a shipment. */
export type UploadState = (typeof uploadStates)[number];

/** One parcel, or the hand-over of a pickup order. */
export type ShipmentRow = {
  _id: string;
  orderId: string;
  memberId: string;
  /** The account that paid through WeChat; null for an order that cost nothing. */
  openid: string | null;
  storeId: string;
  kind: "express" | "pickup";
  carrier: string | null;
  trackingNo: string | null;
  lines: { lineId: string; quantity: number }[];
  itemDescription: string;
  receiverContactMasked: string | null;
  /** One of several parcels, as WeChat tells them apart; the last one says that all are on their way. */
  isSplit: boolean;
  isAllDelivered: boolean;
  /** Whether WeChat was told before and must be told anew about the whole order. */
  isCorrection: boolean;
  requestHash: string;
  uploadState: UploadState;
  uploadAttempts: number;
  nextUploadAt: Date | null;
  uploadError: string | null;
  sentAt: Date;
  sentBy: string;
};

/** All shipments. */
export const Shipments = defineModel<ShipmentRow>(
  "shipments",
  {
    orderId: { type: String, required: true },
    memberId: { type: String, required: true },
    openid: { type: String, default: null },
    storeId: { type: String, required: true },
    kind: { type: String, required: true, enum: ["express", "pickup"] },
    carrier: { type: String, default: null },
    trackingNo: { type: String, default: null },
    lines: { type: [Object], required: true },
    itemDescription: { type: String, required: true },
    receiverContactMasked: { type: String, default: null },
    isSplit: { type: Boolean, required: true },
    isAllDelivered: { type: Boolean, required: true },
    isCorrection: { type: Boolean, required: true },
    requestHash: { type: String, required: true },
    uploadState: { type: String, required: true },
    uploadAttempts: { type: Number, required: true },
    nextUploadAt: { type: Date, default: null },
    uploadError: { type: String, default: null },
    sentAt: { type: Date, required: true },
    sentBy: { type: String, required: true },
  },
  [
    [{ orderId: 1, _id: 1 }],
    [{ storeId: 1, _id: -1 }],
    [{ storeId: 1, uploadState: 1, _id: -1 }],
    [{ uploadState: 1, nextUploadAt: 1, _id: 1 }],
  ],
);

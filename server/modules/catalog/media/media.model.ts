import { defineModel } from "../../../kernel/db.ts";

/** A picture in its three widths as WebP; never changed after it is made, so it may be cached for ever. */
export type MediaRow = {
  _id: string;
  /** Size of the widest rendition, in pixels. */
  width: number;
  height: number;
  renditions: { "240": Buffer; "480": Buffer; "960": Buffer };
  createdAt: Date;
};

/** Where a picture is, in the given width. */
export const mediaUrl = (mediaId: string, width: 240 | 480 | 960): string =>
  `/v1/media/${mediaId}/${width}`;

const bytes = { type: Buffer, required: true };

/** All pictures of the shop. */
export const Media = defineModel<MediaRow>(
  "media",
  {
    width: { type: Number, required: true },
    height: { type: Number, required: true },
    renditions: { "240": bytes, "480": bytes, "960": bytes },
    createdAt: { type: Date, required: true },
  },
  [],
);

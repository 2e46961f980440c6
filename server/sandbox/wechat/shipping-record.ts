/** One parcel as the shop told WeChat. */
export interface Parcel {
  readonly tracking_no?: string | undefined;
  readonly express_company?: string | undefined;
  readonly item_desc: string;
  readonly contact?:
    | {
        readonly consignor_contact?: string | undefined;
        readonly receiver_contact?: string | undefined;
      }
    | undefined;
  /** RFC 3339 as uploaded. */
  readonly upload_time: string;
}

/** What WeChat knows of the shipping of one paid order; times are epoch milliseconds. */
export interface ShippingRecord {
  readonly logisticsType: 1 | 2 | 3 | 4;
  readonly deliveryMode: 1 | 2;
  readonly parcels: readonly Parcel[];
  /** Everything is on its way: unified, or split with is_all_delivered. */
  readonly finished: boolean;
  readonly finishedAt?: number;
  readonly lastUploadTime: number;
  /** The one correction after finishing has been used. */
  readonly reshipped: boolean;
  readonly receiveNotified: boolean;
  readonly confirmedAt?: number;
}

/** Some of the carriers WeChat knows, by its ids: they follow no rule, and some have brackets or small letters. */
const carriers: Readonly<Record<string, string>> = {
  "(AU)": "Interparcel",
  "007EX": "俄顺达",
  "138SD": "泰国138快递",
  "139EXPRESS": "139快递",
  "5Post": "5Post",
  AAE: "AAE全球专递",
  ANE: "安能物流",
  BDT: "八达通",
  BEST: "百世快递",
  CRE: "中铁快运",
  DBL: "德邦快递",
  DHL: "DHL",
  EMS: "EMS",
  FEDEX: "FedEx",
  FWX: "丰网速运",
  JD: "京东快递",
  JTSD: "极兔速递",
  KYSY: "跨越速运",
  SF: "顺丰速运",
  STO: "申通快递",
  UPS: "UPS",
  YD: "韵达速递",
  YTO: "圆通速递",
  YZPY: "邮政快递包裹",
  ZJS: "宅急送",
  ZTO: "中通快递",
};

/** Lists the carriers as `get_delivery_list` answers. */
export function listCarriers(): {
  delivery_list: { delivery_id: string; delivery_name: string }[];
  count: number;
} {
  const list = Object.entries(carriers).map(([id, name]) => ({
    delivery_id: id,
    delivery_name: name,
  }));
  return { delivery_list: list, count: list.length };
}

/** Whether WeChat knows a carrier by this id. */
export const isCarrier = (id: string): boolean => Object.hasOwn(carriers, id);

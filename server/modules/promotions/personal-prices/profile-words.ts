/** A trait of a person that a price must not follow. */
type ProfileTrait = { readonly trait: string; readonly pattern: RegExp };

/** The rule that personal prices are held against. */
export const PROFILE_RULE =
  "《中华人民共和国个人信息保护法》第二十四条：不得对个人在交易价格等交易条件上实行不合理的差别待遇";

const traits: readonly ProfileTrait[] = [
  {
    trait: "收入或消费能力",
    pattern: /收入|工资|月薪|年薪|有钱|富裕|富豪|土豪|没钱|消费能力|购买力|支付能力|不差钱|职业/,
  },
  {
    trait: "设备",
    pattern: /设备|机型|手机型号|手机品牌|苹果(?:手机|用户|机)|安卓|鸿蒙|i\s?phone|android|ios\b/i,
  },
  {
    trait: "位置或住址",
    pattern: /地域|地区|区域|位置|定位|住址|住在|小区|外地|本地人|所在城市|户籍|籍贯|IP\s?地址/i,
  },
  { trait: "年龄", pattern: /年龄|年纪|高龄|老年|老人|中年|年轻|\d+\s?岁|[0-9零〇]{2}后/ },
  { trait: "性别", pattern: /性别|男性|女性|男士|女士|男客|女客|男生|女生/ },
  {
    trait: "浏览或搜索行为",
    pattern: /浏览|搜索|搜过|看过|点击|加购(?:未|没|不)|停留|行为数据|用户画像|画像|大数据/,
  },
  {
    trait: "熟客加价（杀熟）",
    pattern:
      /杀熟|熟客加|老客(?:户)?加|老用户加|常客加|价格不敏感|不敏感|不会比价|不比价|忠诚度高|反正会买/,
  },
];

/** What must not make somebody pay more, though it may make them pay less. */
const markupTraits: readonly ProfileTrait[] = [
  { trait: "新客或熟客的身份", pattern: /新客|新用户|新会员|老客|老顾客|老用户|熟客|常客|回头客/ },
  { trait: "支付意愿", pattern: /愿意?多付|愿付|愿意?多花|愿意?加价|肯多?付|支付意愿|支付能力/ },
];

/**
 * Names what a text says a price depends on where the law forbids it: who somebody is, not what they buy. Words can
 * be met by chance; the text is then written otherwise.
 * @param isMarkup whether more is paid: then being new or known, and being ready to pay, count too.
 */
export function profileTraits(text: string, isMarkup: boolean): string[] {
  const all = isMarkup ? [...traits, ...markupTraits] : traits;
  return all.filter(({ pattern }) => pattern.test(text)).map(({ trait }) => trait);
}

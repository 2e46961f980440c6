import type { LintFinding } from "./lint-campaign.ts";

/** One rule about texts: what it finds, and the law or platform rule it rests on. */
type TextRule = {
  readonly code: string;
  readonly severity: LintFinding["severity"];
  readonly title: string;
  readonly rule: string;
  readonly pattern: RegExp;
};

const ADVERTISING_9 =
  "《中华人民共和国广告法》第九条第（三）项：不得使用“国家级”“最高级”“最佳”等用语";
const ADVERTISING_17 =
  "《中华人民共和国广告法》第十七条：医疗、药品、医疗器械以外的广告不得涉及疾病治疗功能或使用医疗用语";
const PRICE_14 = "《中华人民共和国价格法》第十四条第（四）项：不得使用虚假或使人误解的价格手段";
const PROMOTION_32 =
  "《规范促销行为暂行规定》（市场监管总局令第 32 号）：活动信息应真实准确，限时减价应标明期限，未标明折价基准的以活动前七日最低成交价为准";
const WECHAT_SHARING = "《微信小程序平台运营规范》“滥用分享行为”：不得强制、利诱或煽动用户分享";

/**
 * What WeChat or the law punishes in the texts of a campaign. Words that are always wrong are errors; those that may
 * be right in their place are warnings that somebody answers for.
 */
export const textRules: readonly TextRule[] = [
  {
    code: "ad_absolute",
    severity: "error",
    title: "绝对化用语",
    rule: ADVERTISING_9,
    pattern:
      /国家级|世界级|最高级|最佳|最好|最优|最低价|最便宜|最先进|(?:全网|史上|全国|全城|行业)最|(?:全网|全国|全球|销量|行业|业内)第一|第一品牌|顶级|极品|独一无二|绝无仅有|史无前例|王牌/g,
  },
  {
    code: "ad_superlative",
    severity: "warning",
    title: "可能的绝对化用语",
    rule: ADVERTISING_9,
    pattern:
      /(?<!全网|史上|全国|全城|行业)最(?![近后多少迟晚早]|低消费|高[减省享抵]|[好优佳]|低价|便宜|先进|高级)\S?|(?<!全网|全国|全球|销量|行业|业内)第一(?![次单件步季期批杯份天周名个品])|唯一|独家|冠军|\bNo\.?\s?1\b|100\s?%/giu,
  },
  {
    code: "price_lure",
    severity: "warning",
    title: "需要证据的价格用语",
    rule: PRICE_14,
    pattern: /跳楼价|亏本|清仓价|出厂价|批发价|成本价|市场价|专柜价/g,
  },
  {
    code: "price_base",
    severity: "warning",
    title: "折价基准",
    rule: PROMOTION_32,
    pattern: /原价|原售价|划线价|直降/g,
  },
  {
    code: "induced_sharing",
    severity: "error",
    title: "诱导分享",
    rule: WECHAT_SHARING,
    pattern:
      /分享(?:后|即|就|得|领|可|到|至|给|朋友圈)|转发|集赞|[点求]赞|(?:发|晒)朋友圈|助力|(?:邀请|拉).{0,6}(?:好友|新人|人).{0,6}(?:领|得|送|返|减)|关注(?:后|即|就)[领得送享]/g,
  },
  {
    code: "medical",
    severity: "error",
    title: "医疗用语或治疗功效",
    rule: ADVERTISING_17,
    pattern:
      /治疗|治愈|根治|疗效|药效|药到病除|消炎|抗癌|防癌|抗病毒|降血[压糖脂]|降三高|止痛|祛病|排毒|增强免疫|提高免疫|处方|偏方|医用级|临床/g,
  },
  {
    code: "false_urgency",
    severity: "warning",
    title: "紧迫性用语",
    rule: PROMOTION_32,
    pattern:
      /最后(?:一天|一次|机会|[\d一二三]+小时)|仅限今[日天]|今[日天]最后|[马即][上将]涨价|即将恢复|错过(?:不再|再等)|仅剩|手慢无|倒计时|秒光|疯抢|库存告急/g,
  },
];

const DAY_MS = 86_400_000;

/** Looks at the texts that shoppers see; one finding for each rule and text. */
export function lintTexts(
  texts: readonly { pointer: string; text: string }[],
  schedule: { from: Date; until: Date },
): LintFinding[] {
  const isOneDay = schedule.until.getTime() - schedule.from.getTime() <= DAY_MS;
  return texts.flatMap(({ pointer, text }) =>
    textRules.flatMap(({ code, severity, title, rule, pattern }): LintFinding[] => {
      const words = [...new Set(text.match(pattern))];
      if (words.length === 0) return [];
      const saysToday = code === "false_urgency" && words.some((word) => /今[日天]/.test(word));
      const isUntrue = saysToday && !isOneDay;
      return [
        {
          code,
          severity: isUntrue ? "error" : severity,
          pointer,
          detail: `${title}：“${words.join("”“")}”${isUntrue ? "，而活动不止一天" : ""}`,
          rule,
        },
      ];
    }),
  );
}

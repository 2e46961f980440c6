import { formatYuan } from "../../kernel/money.ts";
import { levelView } from "./tier-benefits.ts";
import {
  noBenefits,
  noTiers,
  type BirthdayGift,
  type TierBenefits,
  type TierPolicy,
} from "./tier-rules.ts";

/** How a benefit changes; nobody can weigh a text against another, so one that is replaced counts as given up. */
export type BenefitChange = "added" | "raised" | "replaced" | "lowered" | "removed";

/** One benefit of one level that a draft changes against the version it follows. */
export type BenefitDifference = {
  /** What an acknowledgement says: `levels/2/freeFreight`; `levels/4` for a level that is no more. */
  readonly name: string;
  /** Where it is in the draft. */
  readonly pointer: string;
  readonly level: number;
  readonly change: BenefitChange;
  /** What it was and what it becomes, in words; null for nothing. */
  readonly before: string | null;
  readonly after: string | null;
};

/** What a benefit is and whether it becomes less. */
type BenefitField = {
  readonly name: string;
  readonly path: keyof TierBenefits;
  words(benefits: TierBenefits): string | null;
  /** Below, at or above 0 as the second is less than, as much as or more than the first; null when nobody can tell. */
  compare(before: TierBenefits, after: TierBenefits): number | null;
};

const fields: readonly BenefitField[] = [
  {
    name: "freeFreight",
    path: "hasFreeFreight",
    words: ({ hasFreeFreight }) => (hasFreeFreight ? "包邮" : null),
    compare: (before, after) => Number(after.hasFreeFreight) - Number(before.hasFreeFreight),
  },
  {
    name: "upgradeGift",
    path: "giftNote",
    words: ({ giftNote }) => giftNote,
    compare: (before, after) => (before.giftNote === after.giftNote ? 0 : null),
  },
  {
    name: "birthdayGift",
    path: "birthdayGift",
    words: ({ birthdayGift }) => (birthdayGift === null ? null : giftWords(birthdayGift)),
    compare: ({ birthdayGift: before }, { birthdayGift: after }) => {
      if (before === null || after === null)
        return Number(after !== null) - Number(before !== null);
      const more = after.costFen - before.costFen;
      return more === 0 && giftWords(before) !== giftWords(after) ? null : more;
    },
  },
  {
    name: "servicePriority",
    path: "servicePriority",
    words: ({ servicePriority }) =>
      servicePriority === 0 ? null : `服务优先级 ${servicePriority}`,
    compare: (before, after) => after.servicePriority - before.servicePriority,
  },
];

const giftWords = (gift: BirthdayGift): string =>
  `${gift.kind === "text" ? gift.text : `优惠券 ${gift.templateId}`}（每份成本 ${formatYuan(gift.costFen)}）`;

/**
 * Compares, field by field and level by level, what a draft gives with what the version it follows gives: a level that
 * is new with what its members had until then, one that is no more with what they get from then on. A level's gift is
 * compared with that level's own. Pure.
 */
export function benefitDifferences(
  before: TierPolicy | null,
  draft: Omit<TierPolicy, "version">,
): BenefitDifference[] {
  const old = before ?? noTiers;
  const next: TierPolicy = { ...draft, version: old.version + 1 };
  const highest = Math.max(old.levels.length, next.levels.length);
  return Array.from({ length: highest }, (_, index) => index + 1).flatMap((level) => {
    const was = benefitsIn(old, level);
    const becomes = benefitsIn(next, level);
    const isGone = next.levels.every((one) => one.level !== level);
    const own = fields.flatMap((field): BenefitDifference[] => {
      const compared = field.compare(was, becomes);
      if (compared === 0) return [];
      const words = { before: field.words(was), after: field.words(becomes) };
      return [
        {
          name: `levels/${level}/${field.name}`,
          pointer: isGone ? "/levels" : `/levels/${level - 1}/benefits/${field.path}`,
          level,
          change: changeOf(words, compared),
          ...words,
        },
      ];
    });
    const name = old.levels.find((one) => one.level === level)?.name;
    return isGone && name !== undefined
      ? [
          {
            name: `levels/${level}`,
            pointer: "/levels",
            level,
            change: "removed" as const,
            before: name,
            after: null,
          },
          ...own,
        ]
      : own;
  });
}

/** What members of a level get, with the gift of this very level. */
function benefitsIn(policy: TierPolicy, level: number): TierBenefits {
  const own = policy.levels.find((one) => one.level === level)?.benefits ?? noBenefits;
  return { ...levelView(policy, level).benefits, giftNote: own.giftNote };
}

function changeOf(
  words: { before: string | null; after: string | null },
  compared: number | null,
): BenefitChange {
  if (words.before === null) return "added";
  if (words.after === null) return "removed";
  if (compared === null) return "replaced";
  return compared < 0 ? "lowered" : "raised";
}

/** Whether a difference takes something from members, so that who publishes must name it. */
export function isTakenAway({ change }: BenefitDifference): boolean {
  return change === "removed" || change === "lowered" || change === "replaced";
}

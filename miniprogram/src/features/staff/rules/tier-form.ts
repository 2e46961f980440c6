import type { Answer, Input } from "@/lib/api";
import { dayAfter, today, yuanInput } from "@/lib/format";
import { reader, type Faults } from "../offers/typed";

/** A version of the rules that was published. */
export type TierPolicy = Answer<"GET /v1/staff/tier-policies">["items"][number];
/** The rules as they are sent for a preview or to be published. */
export type PolicyBody = Input<"POST /v1/staff/tier-policies/preview">["body"];

/** One level as it is typed. */
export type LevelForm = {
  readonly name: string;
  readonly threshold: string;
  readonly hasFreeFreight: boolean;
  readonly giftNote: string;
  readonly birthday: "none" | "text" | "coupon_template";
  readonly birthdayText: string;
  readonly birthdayTemplateId: string | null;
  readonly birthdayCost: string;
  readonly priority: string;
};

/** The rules as they are typed. */
export type TierForm = {
  /** The version that was changed; another one in force means that somebody else was faster. */
  readonly basedOn: number;
  readonly effectiveFrom: string;
  readonly windowMonths: string;
  readonly termMonths: string;
  readonly graceDays: string;
  readonly growthPerYuan: string;
  readonly baseName: string;
  readonly levels: readonly LevelForm[];
};

/** A level that nobody has typed anything for. */
export const emptyLevel: LevelForm = {
  name: "",
  threshold: "",
  hasFreeFreight: false,
  giftNote: "",
  birthday: "none",
  birthdayText: "",
  birthdayTemplateId: null,
  birthdayCost: "0",
  priority: "0",
};

/** The rules in force, to be changed; they begin tomorrow. */
export const formOf = (policy: TierPolicy): TierForm => ({
  basedOn: policy.version,
  effectiveFrom: dayAfter(today(), 1),
  windowMonths: String(policy.windowMonths),
  termMonths: String(policy.termMonths),
  graceDays: String(policy.graceDays),
  growthPerYuan: String(policy.growthPerYuan),
  baseName: policy.baseName,
  levels: policy.levels.map(({ name, threshold, benefits }) => {
    const gift = benefits.birthdayGift;
    return {
      name,
      threshold: String(threshold),
      hasFreeFreight: benefits.hasFreeFreight,
      giftNote: benefits.giftNote ?? "",
      birthday: gift?.kind ?? "none",
      birthdayText: gift?.kind === "text" ? gift.text : "",
      birthdayTemplateId: gift?.kind === "coupon_template" ? gift.templateId : null,
      birthdayCost: gift === null ? "0" : yuanInput(gift.costFen),
      priority: String(benefits.servicePriority),
    };
  }),
});

/** What is sent, and which texts cannot be read. */
export function bodyOf(form: TierForm): { readonly body: PolicyBody; readonly faults: Faults } {
  const read = reader();
  const giftOf = (level: LevelForm, at: string) => {
    if (level.birthday === "none") return null;
    const costFen = read.yuan(`${at}/costFen`, level.birthdayCost);
    return level.birthday === "text"
      ? { kind: "text" as const, text: read.words(`${at}/text`, level.birthdayText), costFen }
      : {
          kind: "coupon_template" as const,
          templateId: read.chosen(`${at}/templateId`, level.birthdayTemplateId),
          costFen,
        };
  };
  const body = {
    effectiveFrom: form.effectiveFrom,
    windowMonths: read.whole("/windowMonths", form.windowMonths, 1),
    termMonths: read.whole("/termMonths", form.termMonths, 1),
    graceDays: read.whole("/graceDays", form.graceDays),
    growthPerYuan: read.whole("/growthPerYuan", form.growthPerYuan, 1),
    baseName: read.words("/baseName", form.baseName),
    levels: form.levels.map((level, index) => {
      const at = `/levels/${index}`;
      return {
        level: index + 1,
        name: read.words(`${at}/name`, level.name),
        threshold: read.whole(`${at}/threshold`, level.threshold),
        benefits: {
          hasFreeFreight: level.hasFreeFreight,
          giftNote: level.giftNote.trim() === "" ? null : level.giftNote.trim(),
          birthdayGift: giftOf(level, `${at}/benefits/birthdayGift`),
          servicePriority: read.whole(`${at}/benefits/servicePriority`, level.priority),
        },
      };
    }),
  };
  return { body, faults: read.faults };
}

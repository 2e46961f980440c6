import type { CouponTemplateInput } from "../../../contract/coupons.ts";
import { fail } from "../../../kernel/errors.ts";
import { faceByTerms } from "../coupon-rules.ts";

const campaignBenefits = new Set(["flash_price", "add_on", "bundle_price", "spend_and_save"]);

/**
 * Checks what a coupon may be, and works out what one takes off at most.
 * @returns that many fen. @throws offer_refused naming every fault.
 */
export function checkTemplate(input: CouponTemplateInput): number {
  const issues: { pointer: string; detail: string }[] = [];
  const { benefit, threshold } = input.terms;
  if (campaignBenefits.has(benefit.kind))
    issues.push({ pointer: "/terms/benefit/kind", detail: "这种优惠请用活动，不能做成优惠券" });
  if (benefit.kind === "amount_off" && threshold.fen > 0 && benefit.amountFen > threshold.fen)
    issues.push({ pointer: "/terms/benefit/amountFen", detail: "减的比满的多" });
  if (input.validity.kind === "absolute" && input.validity.from >= input.validity.until)
    issues.push({ pointer: "/validity/until", detail: "结束应晚于开始" });
  const { total, perDay, perMember, perMemberPerDay } = input.caps;
  if (total !== null && perDay !== null && perDay > total)
    issues.push({ pointer: "/caps/perDay", detail: "每日数量多于总量" });
  if (perMemberPerDay !== null && perMemberPerDay > perMember)
    issues.push({ pointer: "/caps/perMemberPerDay", detail: "每人每日多于每人上限" });
  const byTerms = faceByTerms(benefit);
  if (byTerms === null && input.faceFen === null)
    issues.push({ pointer: "/faceFen", detail: "请填写一张券最多优惠多少" });
  if (byTerms !== null && input.faceFen !== null && input.faceFen !== byTerms)
    issues.push({ pointer: "/faceFen", detail: "与优惠内容不一致，留空即可" });
  if (issues.length > 0) fail("offer_refused", { detail: issues[0]?.detail ?? "", issues });
  return byTerms ?? input.faceFen ?? 0;
}

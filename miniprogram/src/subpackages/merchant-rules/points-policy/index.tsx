import { MerchantPage } from "@/features/staff/MerchantPage";
import { PointsDesk } from "@/features/staff/rules/PointsDesk";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";

/** The rules of points. */
export default function PointsPolicyPage() {
  const t = useTexts(staffTexts);
  return (
    <MerchantPage room="pointsPolicy" title={t("pointsPolicy")}>
      <PointsDesk />
    </MerchantPage>
  );
}

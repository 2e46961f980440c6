import { MemberDesk } from "@/features/staff/members/MemberDesk";
import { MerchantPage } from "@/features/staff/MerchantPage";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";

/** The members of the shop. */
export default function MembersPage() {
  const t = useTexts(staffTexts);
  return (
    <MerchantPage room="staffMembers" title={t("members")}>
      <MemberDesk />
    </MerchantPage>
  );
}

import { useRouter } from "@tarojs/taro";
import { MemberDesk } from "@/features/staff/members/MemberDesk";
import { OneMember } from "@/features/staff/members/OneMember";
import { MerchantPage } from "@/features/staff/MerchantPage";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";
import { given } from "@/lib/routes";

/** One member, whole: `?id=`. */
export default function MemberPage() {
  const t = useTexts(staffTexts);
  const id = given(useRouter().params, "id");
  return (
    <MerchantPage room="staffMembers" title={t("member")} isInner>
      {id === null ? <MemberDesk /> : <OneMember memberId={id} />}
    </MerchantPage>
  );
}

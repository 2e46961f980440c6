import { useTexts } from "@/i18n";
import { staffOrderTexts } from "@/i18n/staff-orders";
import { endOfId } from "@/lib/format";
import { useApi } from "@/lib/query";
import { go } from "@/lib/routes";
import { Cell } from "@/ui/Cell";
import { useStaff } from "../use-staff";

/** Who bought, leading to the member's page; nothing for those who may not look at members. */
export function BuyerCell({ memberId }: Readonly<{ memberId: string }>) {
  const t = useTexts(staffOrderTexts);
  const { can } = useStaff();
  const mayRead = can("members.read");
  const member = useApi(
    "GET /v1/staff/members/:memberId",
    { params: { memberId } },
    { isOn: mayRead },
  );
  if (!mayRead) return null;
  const { data } = member;
  return (
    <Cell
      id="order-buyer"
      title={t("buyer")}
      value={data === undefined ? endOfId(memberId) : (data.displayName ?? t("unnamed"))}
      onTap={() => go("staffMember", { id: memberId })}
    />
  );
}

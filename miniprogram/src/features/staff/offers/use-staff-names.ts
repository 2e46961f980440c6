import { useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { useApi } from "@/lib/query";
import { useStaff } from "../use-staff";

/** What the shop's people are called by id (`stf_…` or `staff:stf_…`), for those who may see the people. */
export function useStaffNames(): (id: string) => string {
  const t = useTexts(staffOfferTexts);
  const { can, me } = useStaff();
  const people = useApi(
    "GET /v1/staff/people",
    { query: { limit: 50 } },
    { isOn: can("staff.read") },
  );
  return (id) => {
    if (id.startsWith("system:")) return t("bySystem");
    const staffId = id.replace(/^staff:/, "");
    if (staffId === me?.staffId) return me.name;
    return (
      people.data?.items.find((one) => one.staffId === staffId)?.name ??
      t("staffNumber", { id: staffId.slice(-4) })
    );
  };
}

import { useTexts } from "@/i18n";
import { couponTexts } from "@/i18n/coupons";
import { goLogin } from "@/lib/routes";
import { Empty } from "@/ui/Blank";

/** What guests see in the place of their coupons. */
export function CouponsGuest() {
  const t = useTexts(couponTexts);
  return (
    <Empty
      mark="ticket"
      text={t("guestTitle")}
      note={t("guestNote")}
      next={{ text: t("logIn"), onTap: goLogin }}
    />
  );
}

import { useTexts } from "@/i18n";
import { pointsTexts } from "@/i18n/points";
import { goLogin } from "@/lib/routes";
import { Empty } from "@/ui/Blank";

/** What guests see in the place of their points. */
export function PointsGuest() {
  const t = useTexts(pointsTexts);
  return (
    <Empty
      mark="star"
      text={t("guestTitle")}
      note={t("guestNote")}
      next={{ text: t("logIn"), onTap: goLogin }}
    />
  );
}

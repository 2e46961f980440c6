import { TierHistory } from "@/features/tiers/TierHistory";
import { TierOverview } from "@/features/tiers/TierOverview";
import { useFreshOnShow } from "@/lib/query";
import { useMember } from "@/lib/session";
import { Screen } from "@/ui/Screen";

/** One's tier: the card, the three numbers, the ladder, the rules and one's history. */
export default function TierPage() {
  const isMember = useMember() !== null;
  useFreshOnShow(["GET /v1/me/standing"]);
  return (
    <Screen>
      <TierOverview />
      {isMember && <TierHistory />}
    </Screen>
  );
}

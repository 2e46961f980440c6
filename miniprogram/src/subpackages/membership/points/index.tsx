import { PointsGuest } from "@/features/points/PointsGuest";
import { PointsHistory } from "@/features/points/PointsHistory";
import { PointsOverview } from "@/features/points/PointsOverview";
import { PointsRules } from "@/features/points/PointsRules";
import { levelName, useTierPolicy } from "@/features/tiers/use-tier";
import { useFreshOnShow } from "@/lib/query";
import { useMember } from "@/lib/session";
import { Screen } from "@/ui/Screen";

/** One's points: how many, until when, how they come and go. */
export default function PointsPage() {
  const isMember = useMember() !== null;
  const policy = useTierPolicy().data;
  useFreshOnShow(["GET /v1/me/points", "GET /v1/me/points/entries"]);
  return (
    <Screen>
      {isMember ? <PointsOverview /> : <PointsGuest />}
      {isMember && <PointsHistory />}
      <PointsRules nameOf={policy === undefined ? null : (level) => levelName(policy, level)} />
    </Screen>
  );
}

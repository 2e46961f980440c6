import { Failure } from "@/ui/Blank";
import { Skeleton } from "@/ui/Skeleton";
import { PointsBalance } from "./PointsBalance";
import { usePoints } from "./use-points";

/** The member's points while they are read, when they could not be, and then as they are. */
export function PointsOverview() {
  const points = usePoints();
  if (points.data !== undefined) return <PointsBalance account={points.data} />;
  if (points.error !== null)
    return <Failure error={points.error} onRetry={() => void points.refetch()} />;
  return <Skeleton heights={[220, 96, 96]} />;
}

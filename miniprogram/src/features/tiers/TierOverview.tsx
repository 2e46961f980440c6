import { useTexts } from "@/i18n";
import { tierTexts } from "@/i18n/tiers";
import { goLogin } from "@/lib/routes";
import { useMember } from "@/lib/session";
import { Empty, Failure } from "@/ui/Blank";
import { Card } from "@/ui/Card";
import { Skeleton } from "@/ui/Skeleton";
import { TierCard } from "./TierCard";
import { TierLadder } from "./TierLadder";
import { TierNumbers } from "./TierNumbers";
import { TierRules } from "./TierRules";
import { useStanding, useTierPolicy } from "./use-tier";

/** The tier one has with its numbers, the ladder and the rules; guests see what there is to reach. */
export function TierOverview() {
  const t = useTexts(tierTexts);
  const isGuest = useMember() === null;
  const standing = useStanding();
  const policy = useTierPolicy();
  return (
    <>
      {isGuest ? (
        <Card>
          <Empty
            mark="star"
            text={t("guestTitle")}
            note={t("guestNote")}
            next={{ text: t("logIn"), onTap: goLogin }}
          />
        </Card>
      ) : (
        <TierCard isBig />
      )}
      {standing.data !== undefined && (
        <TierNumbers standing={standing.data} policy={policy.data ?? null} />
      )}
      {policy.data !== undefined ? (
        <>
          <TierLadder policy={policy.data} standing={standing.data ?? null} />
          <TierRules policy={policy.data} />
        </>
      ) : isGuest && policy.error !== null ? (
        <Failure error={policy.error} onRetry={() => void policy.refetch()} />
      ) : (
        policy.isPending && <Skeleton heights={[480, 200]} />
      )}
    </>
  );
}

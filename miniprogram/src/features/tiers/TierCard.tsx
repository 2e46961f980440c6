import { Text, View } from "@tarojs/components";
import type { ReactNode } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { tierTexts } from "@/i18n/tiers";
import { dayOf, grouped } from "@/lib/format";
import { Failure } from "@/ui/Blank";
import { Skeleton } from "@/ui/Skeleton";
import { Tap } from "@/ui/Tap";
import { levelName, useStanding, useTierPolicy, type Standing, type TierPolicy } from "./use-tier";
import "./tiers.css";

/** How many cards there are to look at: levels above wear the last. */
const LOOKS = 4;

type Props = {
  /** Where a tap leads; absent where the card is only looked at. */
  onTap?: () => void;
  /** What stands at the right of the tier's name: points, as a rule. */
  aside?: ReactNode;
  isBig?: boolean;
};

/** The member's tier as a card in its own colours, with the way to the next one; nothing for guests. */
export function TierCard({ onTap, aside, isBig = false }: Readonly<Props>) {
  const standing = useStanding();
  const policy = useTierPolicy();
  if (standing.fetchStatus === "idle" && standing.data === undefined) return null;
  const error = standing.error ?? policy.error;
  if (error !== null && (standing.data === undefined || policy.data === undefined))
    return (
      <Failure
        error={error}
        onRetry={() => {
          void standing.refetch();
          void policy.refetch();
        }}
      />
    );
  if (standing.data === undefined || policy.data === undefined)
    return <Skeleton heights={[isBig ? 320 : 240]} />;
  return (
    <Face
      standing={standing.data}
      policy={policy.data}
      aside={aside}
      isBig={isBig}
      onTap={onTap ?? null}
    />
  );
}

type FaceProps = {
  standing: Standing;
  policy: TierPolicy;
  aside: ReactNode;
  isBig: boolean;
  onTap: (() => void) | null;
};

function Face({ standing, policy, aside, isBig, onTap }: Readonly<FaceProps>) {
  const t = useTexts(tierTexts);
  const words = useDateWords();
  const { level, tierName, growth, graceEnd, outlook } = standing;
  const { toRise, nextLevel, until } = outlook;
  const share = toRise === null ? 100 : Math.floor((growth * 100) / Math.max(1, growth + toRise));
  return (
    <View
      className={`tier-card tier-card--${Math.min(level, LOOKS)} ${isBig ? "tier-card--big" : ""}`}
    >
      <View className="tier-card__pattern" {...{ "aria-hidden": "true" }} />
      <View className="nd-row nd-row--between nd-row--top">
        <View className="nd-grow">
          <View className="tier-card__name">{tierName}</View>
          <View className="tier-card__note">
            {graceEnd !== null
              ? t("grace", { day: dayOf(graceEnd, words) })
              : until === null
                ? t("forever")
                : t("until", { day: dayOf(until, words) })}
          </View>
        </View>
        <View className="tier-card__aside">{aside}</View>
      </View>
      <View className="tier-card__way">
        <View className="nd-row nd-row--between">
          <Text className="tier-card__note">
            {toRise === null || nextLevel === null
              ? t("atTop")
              : t("toRise", { n: grouped(toRise), name: levelName(policy, nextLevel) })}
          </Text>
          <Text className="tier-card__note tier-card__growth">
            {t("growth", { n: grouped(growth) })}
          </Text>
        </View>
        <View className="tier-card__bar" {...{ "aria-hidden": "true" }}>
          <View className="tier-card__done" style={{ width: `${share}%` }} />
        </View>
      </View>
      {/* Beside what stands on the card, not around it: one button in another is none to a screen reader. */}
      {onTap !== null && (
        <Tap
          className="tier-card__tap"
          role="link"
          label={t("card", { name: tierName })}
          onTap={onTap}
        />
      )}
    </View>
  );
}

import { Text, View } from "@tarojs/components";
import { useState, type ReactNode } from "react";
import { useTexts } from "@/i18n";
import { staffMemberTexts } from "@/i18n/staff-members";
import { grouped } from "@/lib/format";
import { useApi } from "@/lib/query";
import { Failure } from "@/ui/Blank";
import { Price } from "@/ui/Price";
import { Skeleton } from "@/ui/Skeleton";
import { Tabs } from "@/ui/Tabs";
import { useStaff } from "../use-staff";
import { useWide } from "../use-wide";
import { MemberCoupons } from "./MemberCoupons";
import { MemberHead } from "./MemberHead";
import { MemberNotes } from "./MemberNotes";
import { MemberPoints } from "./MemberPoints";
import { MemberTimeline } from "./MemberTimeline";
import "./members.css";

type Part = "timeline" | "points" | "coupons" | "notes";

/** A member, whole: who they are, four figures, what happened, and what can be given; two columns on a wide window. */
export function OneMember({ memberId }: Readonly<{ memberId: string }>) {
  const t = useTexts(staffMemberTexts);
  const isWide = useWide();
  const { can } = useStaff();
  const [part, setPart] = useState<Part>("timeline");
  const params = { memberId };
  const member = useApi("GET /v1/staff/members/:memberId", { params });
  const standing = useApi("GET /v1/staff/members/:memberId/standing", { params });
  const points = useApi(
    "GET /v1/staff/members/:memberId/points",
    { params },
    { isOn: can("points.read") },
  );
  if (member.isPending || standing.isPending) return <Skeleton heights={[220, 200, 480]} />;
  const error = member.error ?? standing.error;
  if (member.data === undefined || standing.data === undefined)
    return (
      <Failure
        error={error ?? new Error("unread")}
        onRetry={() => {
          void member.refetch();
          void standing.refetch();
        }}
      />
    );
  const parts: Part[] = [
    "timeline",
    ...(can("points.read") ? (["points"] as const) : []),
    ...(can("coupons.read") ? (["coupons"] as const) : []),
    "notes",
  ];
  const names = {
    timeline: t("timeline"),
    points: t("pointsTitle"),
    coupons: t("couponsTitle"),
    notes: t("notes"),
  };
  const draw = (one: Part) => {
    if (one === "timeline") return <MemberTimeline key={one} memberId={memberId} />;
    if (one === "points") return <MemberPoints key={one} memberId={memberId} />;
    if (one === "coupons") return <MemberCoupons key={one} memberId={memberId} />;
    return <MemberNotes key={one} memberId={memberId} />;
  };
  const { netFen, purchaseCount, averageFen } = standing.data;
  return (
    <View className="nd-stack">
      <MemberHead member={member.data} standing={standing.data} />
      <View className="member-figures">
        <Figure name={t("spent")} value={<Price fen={netFen} look="plain" />} />
        <Figure name={t("orders")} value={t("times", { count: purchaseCount })} />
        <Figure name={t("average")} value={<Price fen={averageFen} look="plain" />} />
        {points.data !== undefined && (
          <Figure
            name={t("points")}
            value={t("pointsUnit", { count: grouped(points.data.available) })}
          />
        )}
      </View>
      {isWide ? (
        <View className="member-columns">
          <View className="nd-stack">{draw("timeline")}</View>
          <View className="nd-stack">{parts.slice(1).map(draw)}</View>
        </View>
      ) : (
        <>
          <Tabs
            tabs={parts.map((key) => ({ key, text: names[key] }))}
            chosen={part}
            onChoose={setPart}
          />
          {draw(part)}
        </>
      )}
    </View>
  );
}

function Figure({ name, value }: Readonly<{ name: string; value: ReactNode }>) {
  return (
    <View className="nd-card member-figure">
      <Text className="nd-note">{name}</Text>
      <View className="nd-strong">{value}</View>
    </View>
  );
}

import { View } from "@tarojs/components";
import { useState, type ReactNode } from "react";
import { useTexts } from "@/i18n";
import { staffRuleTexts } from "@/i18n/staff-rules";
import { Empty, Failure } from "@/ui/Blank";
import { Skeleton } from "@/ui/Skeleton";
import { Tabs } from "@/ui/Tabs";

type Part = "inForce" | "draft" | "versions";

type Props<Policy> = {
  /** Every version, the newest first, as a query gives them. */
  policies: {
    readonly data: { readonly items: readonly Policy[] } | undefined;
    readonly error: Error | null;
    readonly refetch: () => Promise<unknown>;
  };
  canDraft: boolean;
  inForce: (newest: Policy) => ReactNode;
  draft: (newest: Policy, onPublished: () => void) => ReactNode;
  version: (policy: Policy) => ReactNode;
};

/** Rules that are followed by versions: those in force, a draft for who may make one, and the versions there were. */
export function PolicyDesk<Policy extends { readonly version: number }>({
  policies,
  canDraft,
  inForce,
  draft,
  version,
}: Readonly<Props<Policy>>) {
  const t = useTexts(staffRuleTexts);
  const [part, setPart] = useState<Part>("inForce");
  if (policies.data === undefined)
    return policies.error === null ? (
      <Skeleton heights={[88, 300, 360]} />
    ) : (
      <Failure error={policies.error} onRetry={() => void policies.refetch()} />
    );
  const { items } = policies.data;
  const [newest] = items;
  if (newest === undefined) return <Empty mark="star" text={t("noPolicy")} />;
  const parts: Part[] = ["inForce", ...(canDraft ? (["draft"] as const) : []), "versions"];
  return (
    <View className="nd-stack">
      <Tabs tabs={parts.map((key) => ({ key, text: t(key) }))} chosen={part} onChoose={setPart} />
      {part === "inForce" && inForce(newest)}
      {part === "draft" && draft(newest, () => setPart("inForce"))}
      {part === "versions" &&
        items.map((policy) => <View key={policy.version}>{version(policy)}</View>)}
    </View>
  );
}

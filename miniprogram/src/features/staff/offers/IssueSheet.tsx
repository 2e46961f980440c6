import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { useSend } from "@/lib/query";
import { go } from "@/lib/routes";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { ReasonSheet } from "../ReasonSheet";
import { useOnce } from "../use-once";
import { Labelled } from "./Labelled";
import { PickTiers } from "./OfferFields";
import { MemberName, PickMember } from "./PickMember";
import type { Template } from "./PickTemplate";
import { turned } from "./typed";

type Audience = "all" | "tiers" | "members";

/** Gives a coupon to many at once: to all, to some tiers, or to those listed. */
export function IssueSheet({
  template,
  onClose,
}: Readonly<{ template: Template; onClose: () => void }>) {
  const t = useTexts(staffOfferTexts);
  const once = useOnce("iss");
  const [kind, setKind] = useState<Audience>("tiers");
  const [levels, setLevels] = useState<readonly string[]>([]);
  const [memberIds, setMemberIds] = useState<readonly string[]>([]);
  const send = useSend("POST /v1/staff/coupon-issues", ["GET /v1/staff/coupon-issues"]);
  const isChosen = kind === "all" || (kind === "tiers" ? levels.length > 0 : memberIds.length > 0);
  const audience = () => {
    if (kind === "all") return { kind };
    if (kind === "tiers") return { kind, levels: levels.map(Number) };
    return { kind, memberIds: [...memberIds] };
  };
  return (
    <ReasonSheet
      isOpen
      title={t("issueMany")}
      text={t("issueManyText", { name: template.name })}
      label={t("why")}
      action={t("issueDo")}
      isBusy={send.isPending}
      isDisabled={!isChosen}
      error={send.error}
      onSend={(reason) =>
        send.mutate(
          {
            body: {
              issueId: once.id(),
              templateId: template.templateId,
              audience: audience(),
              reason,
            },
          },
          {
            onSuccess: () => {
              toast(t("issueStarted"));
              onClose();
              go("issues");
            },
            onSettled: (_, error) => once.answered(error),
          },
        )
      }
      onClose={onClose}
    >
      <Labelled label={t("forWhom")}>
        <Chips
          choices={(["tiers", "all", "members"] as const).map((key) => ({
            key,
            text: t(`aud_${key}`),
          }))}
          chosen={kind}
          onChoose={setKind}
        />
      </Labelled>
      {kind === "tiers" && (
        <PickTiers chosen={levels} onTurn={(level) => setLevels(turned(levels, level))} />
      )}
      {kind === "members" && (
        <View className="nd-stack">
          {memberIds.map((memberId) => (
            <View key={memberId} className="nd-row">
              <Text className="nd-grow">
                <MemberName memberId={memberId} />
              </Text>
              <Button isSmall onTap={() => setMemberIds(turned(memberIds, memberId))}>
                {t("takeAway")}
              </Button>
            </View>
          ))}
          <PickMember
            memberId={null}
            nobody={t("chosenMembers", { n: memberIds.length })}
            onChange={(memberId) => {
              if (memberId !== null && !memberIds.includes(memberId))
                setMemberIds([...memberIds, memberId]);
            }}
          />
        </View>
      )}
    </ReasonSheet>
  );
}

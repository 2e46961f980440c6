import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffMemberTexts } from "@/i18n/staff-members";
import type { Answer } from "@/lib/api";
import { dayOf, grouped, when } from "@/lib/format";
import { platform } from "@/lib/platform";
import { useSend } from "@/lib/query";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Tag } from "@/ui/Tag";
import { ReasonSheet } from "../ReasonSheet";
import { useStaff } from "../use-staff";
import { nameOf } from "./MemberDesk";
import { MemberTags } from "./MemberTags";

type Props = {
  member: Answer<"GET /v1/staff/members/:memberId">;
  standing: Answer<"GET /v1/staff/members/:memberId/standing">;
};

/** Who this is: name, tier and why, since when, last seen, tags, what they agreed to. */
export function MemberHead({ member, standing }: Readonly<Props>) {
  const t = useTexts(staffMemberTexts);
  const words = useDateWords();
  const { outlook } = standing;
  const lines = [
    t("growth", { count: grouped(standing.growth) }),
    outlook.toRise === null || outlook.nextLevel === null
      ? t("topTier")
      : t("toRise", { count: grouped(outlook.toRise) }),
    ...(outlook.until === null
      ? []
      : [
          (outlook.toKeep ?? 0) > 0
            ? t("toKeep", { count: grouped(outlook.toKeep ?? 0), day: dayOf(outlook.until, words) })
            : t("keptUntil", { day: dayOf(outlook.until, words) }),
        ]),
  ];
  return (
    <Card>
      <View className="nd-stack">
        <View className="nd-row nd-row--between nd-row--wrap">
          <View className="nd-row nd-row--wrap">
            <Text className="nd-section__title">{nameOf(member, t)}</Text>
            <Tag text={standing.level === 0 ? t("noTier") : standing.tierName} mood="brand" />
          </View>
          <Phone member={member} />
        </View>
        <Text className="nd-second">{lines.join(" · ")}</Text>
        <MemberTags memberId={member.memberId} tags={member.tags} version={member.tagsVersion} />
        <View>
          <Cell
            title={t("joined")}
            value={member.joinedAt === null ? t("guest") : dayOf(member.joinedAt, words)}
          />
          <Cell
            title={t("seen")}
            value={member.lastSeenAt === null ? t("seenNever") : when(member.lastSeenAt, words)}
          />
          {member.consents.map(({ purpose, title, isGranted }) => (
            <Cell
              key={purpose}
              title={title}
              value={
                <Tag
                  text={t(isGranted ? "granted" : "notGranted")}
                  mood={isGranted ? "good" : "quiet"}
                />
              }
            />
          ))}
        </View>
      </View>
    </Card>
  );
}

function Phone({ member }: Readonly<Pick<Props, "member">>) {
  const t = useTexts(staffMemberTexts);
  const { can } = useStaff();
  const [isOpen, setOpen] = useState(false);
  const reveal = useSend("POST /v1/staff/members/:memberId/reveal");
  const phone = reveal.data?.phone ?? null;
  if (member.phoneMasked === null) return <Text className="nd-second">{t("noPhone")}</Text>;
  if (phone !== null)
    return (
      <View className="nd-row">
        <Text>{phone}</Text>
        <Button isSmall look="soft" onTap={() => platform.call(phone)}>
          {t("call")}
        </Button>
      </View>
    );
  return (
    <View className="nd-row">
      <Text className="nd-second">{member.phoneMasked}</Text>
      {can("members.reveal") && (
        <Button isSmall onTap={() => setOpen(true)}>
          {t("reveal")}
        </Button>
      )}
      <ReasonSheet
        isOpen={isOpen}
        title={t("reveal")}
        text={t("revealText")}
        label={t("revealReason")}
        action={t("reveal")}
        isBusy={reveal.isPending}
        error={reveal.error}
        onSend={(reason) =>
          reveal.mutate(
            { params: { memberId: member.memberId }, body: { reason } },
            { onSuccess: () => setOpen(false) },
          )
        }
        onClose={() => setOpen(false)}
      />
    </View>
  );
}

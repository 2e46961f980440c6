import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { dayOf, minuteOf, money } from "@/lib/format";
import { useApi, useSend } from "@/lib/query";
import { toast } from "@/lib/say";
import { Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Skeleton } from "@/ui/Skeleton";
import { ReasonSheet } from "../ReasonSheet";
import { useStaff } from "../use-staff";
import { CampaignState, useCounted, type Campaign } from "./CampaignDesk";
import { CampaignForm } from "./CampaignForm";
import { CampaignLint, touched } from "./CampaignLint";
import { lastDayAt } from "./days";
import { SkuName } from "./PickGoods";
import { useStaffNames } from "./use-staff-names";
import "./offers.css";

/** One campaign: as a draft checked, changed and published; afterwards what it brought, and its brake. */
export function OneCampaign({ campaignId }: Readonly<{ campaignId: string }>) {
  const t = useTexts(staffOfferTexts);
  const { can } = useStaff();
  const [isEditing, setEditing] = useState(false);
  const answer = useApi("GET /v1/staff/campaigns/:campaignId", { params: { campaignId } });
  if (answer.data === undefined)
    return answer.error === null ? (
      <Skeleton heights={[300, 300]} />
    ) : (
      <Failure error={answer.error} onRetry={() => void answer.refetch()} />
    );
  const campaign = answer.data;
  const isDraft = campaign.state === "draft";
  if (isDraft && isEditing)
    return (
      <View className="nd-stack">
        <CampaignForm key={campaign.version} campaign={campaign} />
        <Button isBlock onTap={() => setEditing(false)}>
          {t("backToCheck")}
        </Button>
      </View>
    );
  return (
    <View className="staff-columns staff-columns--half">
      <View className="nd-stack">
        <Facts campaign={campaign} />
        <History campaign={campaign} />
      </View>
      <View className="nd-stack">
        {isDraft && can("promotions.edit") && (
          <Button isBlock look="soft" id="campaign-edit" onTap={() => setEditing(true)}>
            {t("editDraft")}
          </Button>
        )}
        {isDraft ? <CampaignLint campaign={campaign} /> : <Result campaign={campaign} />}
        {can("promotions.edit") && <Brake campaign={campaign} />}
      </View>
    </View>
  );
}

type Props = Readonly<{ campaign: Campaign }>;

function Facts({ campaign }: Props) {
  const t = useTexts(staffOfferTexts);
  const words = useDateWords();
  const nameOf = useStaffNames();
  const { schedule, floorApproval } = campaign;
  const days = [
    ...(schedule.weekdays ?? []).map((one) => t(`day_${one}` as "day_1")),
    ...(schedule.monthDays ?? []).map((n) => t("dayOfMonth", { n })),
  ];
  return (
    <Card>
      <View className="nd-row nd-row--between nd-row--wrap">
        <Text className="nd-page-title nd-grow">{campaign.name}</Text>
        <CampaignState state={campaign.state} />
      </View>
      <Cell title={t("gives")} value={campaign.givesText} />
      {campaign.description !== null && campaign.description !== undefined && (
        <Cell title={t("descriptionIs")} value={campaign.description} />
      )}
      <Cell
        title={t("runs")}
        value={t("days", {
          from: dayOf(schedule.from, words),
          until: dayOf(lastDayAt(schedule.until), words),
        })}
      />
      {days.length > 0 && <Cell title={t("onlyOn")} value={days.join(" ")} />}
      <Cell
        title={t("budgetIs")}
        value={
          campaign.budgetFen === null || campaign.budgetFen === undefined
            ? t("noLimit")
            : money(campaign.budgetFen)
        }
      />
      <Cell title={t("priorityOf")} value={String(campaign.priority ?? 100)} />
      <Cell
        title={t("createdBy")}
        value={`${nameOf(campaign.createdBy)} · ${minuteOf(campaign.createdAt, words)}`}
      />
      {floorApproval !== null && (
        <Cell
          title={t("floorApproved")}
          note={floorApproval.reason}
          value={`${nameOf(floorApproval.by)} · ${minuteOf(floorApproval.at, words)}`}
        />
      )}
    </Card>
  );
}

function Result({ campaign }: Props) {
  const t = useTexts(staffOfferTexts);
  const counted = useCounted();
  const { counters, budgetFen } = campaign;
  return (
    <Card title={t("result")}>
      <View className="nd-stack">
        <Text className={counters === null ? "nd-second" : ""}>
          {counters === null ? t("notCountedNote") : counted(campaign)}
        </Text>
        {counters !== null && budgetFen !== null && budgetFen !== undefined && (
          <View className="nd-progress" {...{ "aria-hidden": "true" }}>
            <View
              className="nd-progress__done"
              style={{ width: `${Math.min(100, (counters.spentFen * 100) / budgetFen)}%` }}
            />
          </View>
        )}
        {counters?.units.map(({ skuId, left, stock }) => (
          <Cell
            key={skuId}
            title={<SkuName skuId={skuId} />}
            value={t("leftOf", { left, stock })}
          />
        ))}
      </View>
    </Card>
  );
}

function History({ campaign }: Props) {
  const t = useTexts(staffOfferTexts);
  const words = useDateWords();
  const nameOf = useStaffNames();
  return (
    <Card title={t("history")}>
      {campaign.history.map(({ step, at, by, reason }) => (
        <Cell
          key={`${step}-${at}`}
          title={t(`step_${step}`)}
          note={reason ?? ""}
          value={`${nameOf(by)} · ${minuteOf(at, words)}`}
        />
      ))}
    </Card>
  );
}

type Act = "pause" | "resume" | "end";

function Brake({ campaign }: Props) {
  const t = useTexts(staffOfferTexts);
  const [act, setAct] = useState<Act | null>(null);
  const pause = useSend("POST /v1/staff/campaigns/:campaignId/pause", touched);
  const resume = useSend("POST /v1/staff/campaigns/:campaignId/resume", touched);
  const end = useSend("POST /v1/staff/campaigns/:campaignId/end", touched);
  const { state, campaignId, version } = campaign;
  const acts: Act[] =
    state === "published" ? ["pause", "end"] : state === "paused" ? ["resume", "end"] : [];
  if (acts.length === 0) return null;
  const send = act === "pause" ? pause : act === "resume" ? resume : end;
  return (
    <Card title={t("next")}>
      <View className="nd-stack">
        {acts.map((key) => (
          <Button
            key={key}
            isBlock
            id={`campaign-${key}`}
            look={key === "end" ? "danger" : "soft"}
            onTap={() => setAct(key)}
          >
            {t(`do_${key}`)}
          </Button>
        ))}
      </View>
      {act !== null && (
        <ReasonSheet
          isOpen
          isDanger={act === "end"}
          title={t(`do_${act}`)}
          text={t(`do_${act}Text`)}
          label={t("why")}
          action={t(`do_${act}`)}
          isBusy={send.isPending}
          error={send.error}
          onSend={(reason) =>
            send.mutate(
              { params: { campaignId }, body: { version, reason } },
              {
                onSuccess: () => {
                  toast(t("done"));
                  setAct(null);
                },
              },
            )
          }
          onClose={() => setAct(null)}
        />
      )}
    </Card>
  );
}

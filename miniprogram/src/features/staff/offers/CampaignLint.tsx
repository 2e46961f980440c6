import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import type { Answer } from "@/lib/api";
import { useApi, useSend } from "@/lib/query";
import { toast } from "@/lib/say";
import { Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Check } from "@/ui/Check";
import { Notice } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import { Tap } from "@/ui/Tap";
import { ReasonSheet } from "../ReasonSheet";
import { useStaff } from "../use-staff";
import type { Campaign } from "./CampaignDesk";
import { Refused } from "./Refused";
import { turned } from "./typed";

type Report = Answer<"GET /v1/staff/campaigns/:campaignId/lint">;

/** So many prices below cost are told at first. */
const COSTS_SHOWN = 3;

/** What has to be asked again when a campaign moves. */
export const touched = [
  "GET /v1/staff/campaigns",
  "GET /v1/staff/campaigns/:campaignId",
  "GET /v1/staff/campaigns/:campaignId/lint",
  "GET /v1/staff/today",
] as const;

/** The check before publishing: what was found, what was looked at; then publishing, warnings acknowledged. */
export function CampaignLint({ campaign }: Readonly<{ campaign: Campaign }>) {
  const t = useTexts(staffOfferTexts);
  const lint = useApi("GET /v1/staff/campaigns/:campaignId/lint", {
    params: { campaignId: campaign.campaignId },
  });
  return (
    <Card
      title={t("check")}
      aside={
        <Button isSmall isBusy={lint.isFetching} onTap={() => void lint.refetch()}>
          {t("checkAgain")}
        </Button>
      }
    >
      {lint.data === undefined ? (
        lint.error === null ? (
          <Skeleton heights={[120, 120]} />
        ) : (
          <Failure error={lint.error} onRetry={() => void lint.refetch()} />
        )
      ) : (
        <Publish campaign={campaign} report={lint.data} />
      )}
    </Card>
  );
}

function Publish({ campaign, report }: Readonly<{ campaign: Campaign; report: Report }>) {
  const t = useTexts(staffOfferTexts);
  const { can, me } = useStaff();
  const [acknowledged, setAcknowledged] = useState<readonly string[]>([]);
  const [isApproving, setApproving] = useState(false);
  const [isLong, setLong] = useState(false);
  const publish = useSend("POST /v1/staff/campaigns/:campaignId/publish", touched);
  const approve = useSend("POST /v1/staff/campaigns/:campaignId/floor-approval", touched);
  const { campaignId, version } = campaign;
  const errors = report.findings.filter(({ severity }) => severity === "error");
  const warnings = report.findings.filter(({ severity }) => severity === "warning");
  const codes = [...new Set(warnings.map(({ code }) => code))];
  const self = `staff:${me?.staffId ?? ""}`;
  const isOwn = campaign.createdBy === self || campaign.editedBy === self;
  const isBelowCost = errors.length > 0 && errors.every(({ code }) => code === "below_cost");
  const isReady = report.isPublishable && codes.every((code) => acknowledged.includes(code));
  const mayPublish = can("promotions.edit");
  const mayApprove = isBelowCost && !isOwn && can("promotions.approve");
  const ofCosts = report.findings.filter(({ code }) => code === "below_cost");
  const shown = isLong ? ofCosts : ofCosts.slice(0, COSTS_SHOWN);
  const isShown = (one: Report["findings"][number]) =>
    one.code !== "below_cost" || shown.includes(one);
  const missing = isBelowCost
    ? mayApprove
      ? "approveYourself"
      : "approvalFirst"
    : report.isPublishable
      ? "tickFirst"
      : "errorsFirst";
  return (
    <View className="nd-stack">
      {report.findings.length === 0 && <Notice mood="good">{t("nothingFound")}</Notice>}
      {errors.filter(isShown).map(({ code, pointer, detail, rule }) => (
        <Notice key={`${code}${pointer}${detail}`} mood="bad">
          <View>
            <Text>{detail}</Text>
            {rule !== null && <View className="nd-note">{rule}</View>}
          </View>
        </Notice>
      ))}
      {warnings.length > 0 && mayPublish && <Text className="nd-second">{t("tickWarnings")}</Text>}
      {codes.map((code) => (
        <Tap
          key={code}
          role="checkbox"
          className="nd-cell"
          isOn={acknowledged.includes(code)}
          isDisabled={!mayPublish}
          onTap={() => setAcknowledged(turned(acknowledged, code))}
        >
          <Check isOn={acknowledged.includes(code)} />
          <View className="nd-grow">
            {warnings
              .filter((one) => one.code === code && isShown(one))
              .map(({ pointer, detail, rule }) => (
                <View key={`${pointer}${detail}`}>
                  <View>{detail}</View>
                  {rule !== null && <View className="nd-note">{rule}</View>}
                </View>
              ))}
          </View>
        </Tap>
      ))}
      {shown.length < ofCosts.length && (
        <View className="nd-row">
          <Button isSmall onTap={() => setLong(true)}>
            {t("moreSkus", { n: ofCosts.length - shown.length })}
          </Button>
        </View>
      )}
      {isBelowCost && <Notice mood="warn">{t("belowCost")}</Notice>}
      {isBelowCost && isOwn && <Text className="nd-second">{t("approvalOwn")}</Text>}
      {mayApprove && (
        <Button isBlock look="soft" id="floor-approve" onTap={() => setApproving(true)}>
          {t("approveFloor")}
        </Button>
      )}
      <Refused error={publish.error} />
      {mayPublish && (
        <Button
          look="main"
          isBlock
          id="campaign-publish"
          isDisabled={!isReady}
          isBusy={publish.isPending}
          onTap={() =>
            publish.mutate(
              { params: { campaignId }, body: { version, acknowledgedWarnings: [...codes] } },
              { onSuccess: () => toast(t("publishedDone")) },
            )
          }
        >
          {t("publishCampaign")}
        </Button>
      )}
      {mayPublish && !isReady && <Text className="nd-note">{t(missing)}</Text>}
      <Text className="nd-strong">{t("checked")}</Text>
      {report.checked.map(({ code, title, rule }) => (
        <Text key={code} className="nd-note">
          ✓ {title}
          {rule === null ? "" : ` · ${rule}`}
        </Text>
      ))}
      {report.notChecked.map(({ code, title }) => (
        <Text key={code} className="nd-note">
          – {title}
        </Text>
      ))}
      <ReasonSheet
        isOpen={isApproving}
        title={t("approveFloor")}
        text={t("approveFloorText")}
        label={t("why")}
        action={t("approveFloor")}
        isBusy={approve.isPending}
        error={approve.error}
        onSend={(reason) =>
          approve.mutate(
            { params: { campaignId }, body: { version, reason } },
            {
              onSuccess: () => {
                toast(t("approved"));
                setApproving(false);
              },
            },
          )
        }
        onClose={() => setApproving(false)}
      />
    </View>
  );
}

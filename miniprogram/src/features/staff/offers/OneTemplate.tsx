import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { Refusal } from "@/lib/api";
import { dayOf, grouped, minuteOf, money } from "@/lib/format";
import { platform } from "@/lib/platform";
import { useApi, useSend } from "@/lib/query";
import { go, pathOf } from "@/lib/routes";
import { toast } from "@/lib/say";
import { Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import { ReasonSheet } from "../ReasonSheet";
import { useStaff } from "../use-staff";
import { lastDayAt } from "./days";
import { IssueSheet } from "./IssueSheet";
import { useOfferWords } from "./offer-words";
import type { Template } from "./PickTemplate";
import { Refused } from "./Refused";
import { TemplateForm } from "./TemplateForm";
import { TemplateState } from "./TemplateDesk";
import { useStaffNames } from "./use-staff-names";

const ways = ["isPublic", "hasLink", "isByStaff", "isByRule", "isByCode"] as const;
const counts = ["available", "held", "redeemed", "expired", "void", "gifted"] as const;
const touched = [
  "GET /v1/staff/coupon-templates",
  "GET /v1/staff/coupon-templates/:templateId",
  "GET /v1/coupons",
] as const;

/** One kind of coupon: what it is, what became of those given out, and what can be done about it. */
export function OneTemplate({ templateId }: Readonly<{ templateId: string }>) {
  const t = useTexts(staffOfferTexts);
  const [isEditing, setEditing] = useState(false);
  const answer = useApi("GET /v1/staff/coupon-templates/:templateId", { params: { templateId } });
  if (answer.data === undefined)
    return answer.error === null ? (
      <Skeleton heights={[300, 300]} />
    ) : (
      <Failure error={answer.error} onRetry={() => void answer.refetch()} />
    );
  const template = answer.data;
  if (isEditing && template.state === "draft")
    return (
      <View className="nd-stack">
        <TemplateForm key={template.version} template={template} />
        <Button isBlock onTap={() => setEditing(false)}>
          {t("backToTemplate")}
        </Button>
      </View>
    );
  return (
    <View className="staff-columns">
      <Facts template={template} />
      <View className="nd-stack">
        <Acts template={template} onEdit={() => setEditing(true)} />
        {template.state !== "draft" && (
          <Card title={t("counts")}>
            {counts.map((key) => (
              <Cell
                key={key}
                title={t(`count_${key}`)}
                value={t("sheets", { n: grouped(template.counts[key]) })}
              />
            ))}
          </Card>
        )}
      </View>
    </View>
  );
}

type Props = Readonly<{ template: Template }>;

function Facts({ template }: Props) {
  const t = useTexts(staffOfferTexts);
  const words = useOfferWords();
  const dates = useDateWords();
  const nameOf = useStaffNames();
  const { validity, caps, channels, floorApproval } = template;
  const isAfter = (validity.kind === "relative" ? validity.startsInDays : 0) ?? 0;
  return (
    <Card>
      <View className="nd-row nd-row--between nd-row--wrap">
        <Text className="nd-page-title nd-grow">{template.name}</Text>
        <TemplateState state={template.state} />
      </View>
      <Cell title={t("gives")} value={words(template.terms)} />
      <Cell title={t("faceOne")} value={money(template.faceFen)} />
      <Cell
        title={t("validity")}
        value={
          validity.kind === "absolute"
            ? t("days", {
                from: dayOf(validity.from, dates),
                until: dayOf(lastDayAt(validity.until), dates),
              })
            : t(isAfter === 0 ? "forDays" : "forDaysAfter", { n: validity.days, after: isAfter })
        }
      />
      <Cell
        title={t("ways")}
        value={ways
          .filter((way) => channels?.[way] === true)
          .map((way) => t(`way_${way}`))
          .join(" · ")}
      />
      <Cell
        title={t("issuedCount")}
        value={
          caps?.total === null || caps?.total === undefined
            ? t("sheets", { n: grouped(template.issued) })
            : t("sheetsOf", { n: grouped(template.issued), all: grouped(caps.total) })
        }
      />
      <Cell title={t("capMember")} value={t("sheets", { n: caps?.perMember ?? 1 })} />
      <Cell title={t("giftable")} value={t(template.isGiftable === true ? "yes" : "no")} />
      <Cell title={t("returned")} value={t(template.isReturnedOnRefund === false ? "no" : "yes")} />
      {template.publishedAt !== null && (
        <Cell title={t("publishedAt")} value={minuteOf(template.publishedAt, dates)} />
      )}
      {floorApproval !== null && (
        <Cell
          title={t("floorApproved")}
          note={floorApproval.reason}
          value={nameOf(floorApproval.by)}
        />
      )}
    </Card>
  );
}

type To = "published" | "paused" | "ended";

function Acts({ template, onEdit }: Props & Readonly<{ onEdit: () => void }>) {
  const t = useTexts(staffOfferTexts);
  const { can } = useStaff();
  const [to, setTo] = useState<To | null>(null);
  const [isIssuing, setIssuing] = useState(false);
  const copy = useSend("POST /v1/staff/coupon-templates/:templateId/copy", touched);
  const { state, templateId, linkToken, channels } = template;
  if (!can("coupons.edit")) return null;
  const moves: To[] =
    state === "draft"
      ? ["published", "ended"]
      : state === "published"
        ? ["paused", "ended"]
        : state === "paused"
          ? ["published", "ended"]
          : [];
  const path = linkToken === null ? null : pathOf("claims", { token: linkToken });
  const handleLink = () => {
    if (path !== null)
      void platform.copy(platform.linkTo(path) ?? path).then(() => toast(t("copied")));
  };
  return (
    <Card title={t("next")}>
      <View className="nd-stack">
        {state === "draft" && (
          <Button isBlock look="soft" id="template-edit" onTap={onEdit}>
            {t("editDraft")}
          </Button>
        )}
        {state === "published" && channels?.isByStaff === true && (
          <Button isBlock look="main" id="template-issue" onTap={() => setIssuing(true)}>
            {t("issueMany")}
          </Button>
        )}
        {state === "published" && path !== null && (
          <Button isBlock onTap={handleLink}>
            {t("copyLink")}
          </Button>
        )}
        {moves.map((key) => (
          <Button
            key={key}
            isBlock
            id={`template-${key}`}
            look={key === "ended" ? "danger" : state === "draft" ? "main" : "soft"}
            onTap={() => setTo(key)}
          >
            {t(key === "published" && state === "paused" ? "to_resumed" : `to_${key}`)}
          </Button>
        ))}
        <Button
          isBlock
          id="template-copy"
          isBusy={copy.isPending}
          onTap={() =>
            copy.mutate(
              { params: { templateId } },
              {
                onSuccess: (made) => {
                  toast(t("copiedDraft"));
                  go("template", { id: made.templateId });
                },
              },
            )
          }
        >
          {t("copyTemplate")}
        </Button>
        <Refused error={copy.error} />
      </View>
      {to !== null && <StateSheet template={template} to={to} onClose={() => setTo(null)} />}
      {isIssuing && <IssueSheet template={template} onClose={() => setIssuing(false)} />}
    </Card>
  );
}

function StateSheet({ template, to, onClose }: Props & Readonly<{ to: To; onClose: () => void }>) {
  const t = useTexts(staffOfferTexts);
  const { me } = useStaff();
  const [floorReason, setFloorReason] = useState("");
  const send = useSend("POST /v1/staff/coupon-templates/:templateId/state", touched);
  const isFloor = send.error instanceof Refusal && send.error.code === "approval_needed";
  const self = `staff:${me?.staffId ?? ""}`;
  const isOwn = template.createdBy === self || template.editedBy === self;
  const isAsked = (isFloor || floorReason !== "") && !isOwn;
  return (
    <ReasonSheet
      isOpen
      isDanger={to === "ended"}
      title={template.name}
      text={t(`to_${to}Text`)}
      label={t("why")}
      action={t(`to_${to}`)}
      isBusy={send.isPending}
      isDisabled={isFloor && isOwn}
      needs={t("publishByOther")}
      error={null}
      onSend={(reason) =>
        send.mutate(
          {
            params: { templateId: template.templateId },
            body: {
              to,
              reason,
              floorReason: floorReason.trim() === "" ? null : floorReason.trim(),
            },
          },
          {
            onSuccess: () => {
              toast(t("done"));
              onClose();
            },
          },
        )
      }
      onClose={onClose}
    >
      <Refused error={send.error} />
      {isFloor && isOwn && <Notice mood="warn">{t("approvalOwn")}</Notice>}
      {isAsked && to === "published" && (
        <>
          <Notice mood="warn">{t("floorAsked")}</Notice>
          <Field
            label={t("floorReason")}
            kind="area"
            value={floorReason}
            onInput={setFloorReason}
          />
        </>
      )}
    </ReasonSheet>
  );
}

import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { staffRuleTexts } from "@/i18n/staff-rules";
import type { Answer } from "@/lib/api";
import { grouped, money } from "@/lib/format";
import { sentenceOf } from "@/lib/query";
import { Empty } from "@/ui/Blank";
import { Card } from "@/ui/Card";
import { Check } from "@/ui/Check";
import { Notice } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import { Tag, type Mood } from "@/ui/Tag";
import { Tap } from "@/ui/Tap";
import { roleOf } from "@/ui/role";
import { MemberName } from "../offers/PickMember";
import { useStaff } from "../use-staff";
import type { PolicyBody, TierPolicy } from "./tier-form";

type Preview = Answer<"POST /v1/staff/tier-policies/preview">;
type Difference = Preview["differences"][number];
type Move = Preview["onFirstDay"][number];
type Costs = Answer<"POST /v1/staff/tier-policies/costs">;
type Figures = Costs["total"]["draft"];

const moods: Record<Difference["change"], Mood> = {
  added: "good",
  raised: "good",
  replaced: "warn",
  lowered: "bad",
  removed: "bad",
};

/** Whether a difference takes something away, so that it has to be acknowledged by itself. */
export const isTaken = ({ change }: Difference): boolean =>
  change === "replaced" || change === "lowered" || change === "removed";

type DifferenceProps = {
  differences: readonly Difference[];
  acknowledged: readonly string[];
  onTurn: (name: string) => void;
};

/** What changes for members, benefit by benefit; what is taken is acknowledged one by one. */
export function TierDifferences({ differences, acknowledged, onTurn }: Readonly<DifferenceProps>) {
  const t = useTexts(staffRuleTexts);
  return (
    <Card title={t("differences")}>
      {differences.length === 0 && <Empty mark="tick" text={t("noDifferences")} />}
      {differences.some(isTaken) && <Text className="nd-second">{t("tickEach")}</Text>}
      {differences.map((one) => {
        const isOn = acknowledged.includes(one.name);
        const inner = (
          <>
            {isTaken(one) && <Check isOn={isOn} />}
            <View className="nd-grow">
              <View className="nd-row nd-row--wrap">
                <Text>{t("level", { n: one.level })}</Text>
                <Tag text={t(one.change)} mood={moods[one.change]} />
              </View>
              <Text className="nd-second">
                {one.before ?? t("nothing")} → {one.after ?? t("nothing")}
              </Text>
            </View>
          </>
        );
        return isTaken(one) ? (
          <Tap
            key={one.name}
            role="checkbox"
            className="nd-cell"
            isOn={isOn}
            onTap={() => onTurn(one.name)}
          >
            {inner}
          </Tap>
        ) : (
          <View key={one.name} className="nd-cell">
            {inner}
          </View>
        );
      })}
    </Card>
  );
}

type MoveProps = { preview: Preview; policy: TierPolicy; draft: PolicyBody };

/** How many members would move from which level to which: on the first day, and when their terms end. */
export function TierMoves({ preview, policy, draft }: Readonly<MoveProps>) {
  const t = useTexts(staffRuleTexts);
  const nameIn = (rules: Pick<PolicyBody, "baseName" | "levels">, level: number): string =>
    level === 0
      ? rules.baseName
      : (rules.levels.find((one) => one.level === level)?.name ?? t("level", { n: level }));
  const words = ({ from, to }: Move) => `${nameIn(policy, from)} → ${nameIn(draft, to)}`;
  return (
    <Card title={t("moves")}>
      <View className="nd-stack">
        <Text className="nd-second">{t("looked", { n: grouped(preview.membersLooked) })}</Text>
        <Moves title={t("onFirstDay")} moves={preview.onFirstDay} words={words} />
        <Moves title={t("whenTermsEnd")} moves={preview.whenTermsEnd} words={words} />
      </View>
    </Card>
  );
}

type MovesProps = { title: string; moves: readonly Move[]; words: (move: Move) => string };

function Moves({ title, moves, words }: Readonly<MovesProps>) {
  const t = useTexts(staffRuleTexts);
  const { can } = useStaff();
  const moving = moves.filter(({ from, to }) => from !== to);
  const staying = moves
    .filter(({ from, to }) => from === to)
    .reduce((sum, { members }) => sum + members, 0);
  return (
    <View>
      <Text className="nd-strong">{title}</Text>
      {moving.length === 0 && <View className="nd-second">{t("nobodyMoves")}</View>}
      {moving.map((move) => (
        <View key={`${move.from}-${move.to}`} className="nd-cell">
          <View className="nd-grow">
            <View className="nd-row nd-row--wrap">
              <Text>{words(move)}</Text>
              <Tag
                text={t(move.to > move.from ? "up" : "down")}
                mood={move.to > move.from ? "good" : "bad"}
              />
            </View>
            {can("members.read") && (
              <View className="nd-note nd-row nd-row--wrap">
                {move.examples.slice(0, 3).map((memberId) => (
                  <MemberName key={memberId} memberId={memberId} />
                ))}
              </View>
            )}
          </View>
          <Text className="nd-strong">{t("people", { n: grouped(move.members) })}</Text>
        </View>
      ))}
      {staying > 0 && <View className="nd-note">{t("staying", { n: grouped(staying) })}</View>}
    </View>
  );
}

const costRows = [
  "freeFreightFen",
  "pointsFen",
  "memberPricesFen",
  "birthdayGiftsFen",
  "totalFen",
] as const;

const signed = (fen: number): string => `${fen > 0 ? "+" : ""}${money(fen)}`;

/** What a year of each level costs under the rules in force and under the draft. */
export function TierCosts({
  costs,
  error,
}: Readonly<{ costs: Costs | undefined; error: Error | null }>) {
  const t = useTexts(staffRuleTexts);
  if (costs === undefined)
    return (
      <Card title={t("costs")}>
        {error === null ? (
          <Skeleton heights={[240]} />
        ) : (
          <Notice mood="bad">{sentenceOf(error, t("away"))}</Notice>
        )}
      </Card>
    );
  return (
    <Card title={t("costs")}>
      <View className="nd-stack">
        <Text className="nd-second">{t("costsNote", { from: costs.from, to: costs.to })}</Text>
        <View className="staff-rules__costs">
          <CostTable title={t("allLevels")} compared={costs.total} />
          {costs.levels.map(({ level, inForceName, draftName, ...compared }) => (
            <CostTable
              key={level}
              title={
                inForceName === draftName || inForceName === null || draftName === null
                  ? (draftName ?? inForceName ?? "")
                  : `${inForceName} → ${draftName}`
              }
              compared={compared}
            />
          ))}
        </View>
        {costs.assumptions.map(({ code, text }) => (
          <Text key={code} className="nd-note">
            · {text}
          </Text>
        ))}
      </View>
    </Card>
  );
}

type TableProps = {
  title: string;
  compared: { inForce: Figures; draft: Figures; difference: Figures };
};

function CostTable({ title, compared }: Readonly<TableProps>) {
  const t = useTexts(staffRuleTexts);
  const rows = costRows.filter(
    (key) => key === "totalFen" || compared.inForce[key] !== 0 || compared.draft[key] !== 0,
  );
  return (
    <View className="staff-compare" {...roleOf("table", { "aria-label": title })}>
      <View className="staff-compare__row nd-note">
        <Text className="nd-strong">{title}</Text>
        <Text className="staff-table__cell--right">{t("now")}</Text>
        <Text className="staff-table__cell--right">{t("planned")}</Text>
      </View>
      <View className="staff-compare__row">
        <Text>{t("members")}</Text>
        <Text className="staff-table__cell--right">{grouped(compared.inForce.members)}</Text>
        <Text className="staff-table__cell--right">{grouped(compared.draft.members)}</Text>
      </View>
      {rows.map((key) => (
        <View key={key} className={`staff-compare__row ${key === "totalFen" ? "nd-strong" : ""}`}>
          <Text>{t(key)}</Text>
          <Text className="staff-table__cell--right">{money(compared.inForce[key])}</Text>
          <View className="staff-table__cell--right">
            <View>{money(compared.draft[key])}</View>
            {compared.difference[key] !== 0 && (
              <View
                className={`nd-note ${compared.difference[key] > 0 ? "staff-change--down" : "staff-change--up"}`}
              >
                {signed(compared.difference[key])}
              </View>
            )}
          </View>
        </View>
      ))}
    </View>
  );
}

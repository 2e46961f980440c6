import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { Notice } from "@/ui/Notice";
import { isFaulty, sentencesOf, type Faults } from "./typed";

/** Why nothing was done: fields that cannot be read, or every reason of the server's. Nothing where nothing is wrong. */
export function Refused({ error, faults }: Readonly<{ error: unknown; faults?: Faults | null }>) {
  const t = useTexts(staffOfferTexts);
  if (faults !== undefined && faults !== null && isFaulty(faults))
    return <Notice mood="bad">{t("seeFields")}</Notice>;
  if (error === null || error === undefined) return null;
  return (
    <Notice mood="bad">
      <View className="nd-stack">
        {sentencesOf(error, t("away")).map((sentence) => (
          <Text key={sentence}>{sentence}</Text>
        ))}
      </View>
    </Notice>
  );
}

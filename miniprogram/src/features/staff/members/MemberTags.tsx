import { View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffMemberTexts } from "@/i18n/staff-members";
import { useApi, useSend } from "@/lib/query";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Confirm } from "@/ui/Confirm";
import { Field } from "@/ui/Field";
import { useStaff } from "../use-staff";
import { TagRow } from "./MemberDesk";

type Props = { memberId: string; tags: readonly string[]; version: number };

/** The tags of a member, and for those who may, a sheet to change them. */
export function MemberTags({ memberId, tags, version }: Readonly<Props>) {
  const t = useTexts(staffMemberTexts);
  const { can } = useStaff();
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const [word, setWord] = useState("");
  const known = useApi("GET /v1/staff/tags", {}, { isOn: chosen !== null });
  const save = useSend("PUT /v1/staff/members/:memberId/tags", [
    "GET /v1/staff/members/:memberId",
    "GET /v1/staff/members",
    "GET /v1/staff/tags",
  ]);
  const all = [...new Set([...(chosen ?? []), ...(known.data?.items ?? []).map(({ tag }) => tag)])];
  const handleAdd = () => {
    const added = word.trim();
    if (added !== "" && chosen !== null && !chosen.includes(added)) setChosen([...chosen, added]);
    setWord("");
  };
  return (
    <View className="nd-row nd-row--wrap">
      <TagRow tags={tags} />
      {can("members.note") && (
        <Button isSmall onTap={() => setChosen(tags)}>
          {t("editTags")}
        </Button>
      )}
      <Confirm
        isOpen={chosen !== null}
        title={t("editTags")}
        action={t("saveTags")}
        isBusy={save.isPending}
        error={save.error}
        onConfirm={() =>
          save.mutate(
            { params: { memberId }, body: { expectedVersion: version, tags: [...(chosen ?? [])] } },
            { onSuccess: () => setChosen(null) },
          )
        }
        onClose={() => setChosen(null)}
      >
        <Chips
          choices={all.map((one) => ({ key: one, text: one }))}
          chosen={chosen ?? []}
          onChoose={(one) =>
            setChosen((now) =>
              now === null || !now.includes(one)
                ? [...(now ?? []), one]
                : now.filter((other) => other !== one),
            )
          }
        />
        <Field
          label={t("newTag")}
          value={word}
          maxLength={12}
          onInput={setWord}
          onConfirm={handleAdd}
          aside={
            <Button isSmall look="soft" onTap={handleAdd}>
              {t("add")}
            </Button>
          }
        />
      </Confirm>
    </View>
  );
}

import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffShopTexts } from "@/i18n/staff-shop";
import type { Input } from "@/lib/api";
import { when } from "@/lib/format";
import { platform } from "@/lib/platform";
import { sentenceOf, useApiList, useFreshOnShow, useSend, type Row } from "@/lib/query";
import { go } from "@/lib/routes";
import { Empty } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { List } from "@/ui/List";
import { Notice } from "@/ui/Notice";
import { Tag, type Mood } from "@/ui/Tag";
import { Tap } from "@/ui/Tap";
import { useOnce } from "../use-once";

/** One import as the list shows it. */
export type Import = Row<"GET /v1/staff/imports">;

const kinds = ["members", "orders", "balances", "coupons", "tiers"] as const;
type Kind = (typeof kinds)[number];
type File = Input<"POST /v1/staff/imports">["body"]["files"][number];

/** The colour of a state. */
export const importMoods: Record<Import["state"], Mood> = {
  checked: "info",
  running: "info",
  done: "good",
  failed: "bad",
  undoing: "warn",
  undone: "quiet",
};

/** Files of another system: chosen, checked, and every import there was. */
export function ImportDesk() {
  const t = useTexts(staffShopTexts);
  const words = useDateWords();
  const list = useApiList("GET /v1/staff/imports");
  useFreshOnShow(["GET /v1/staff/imports"]);
  return (
    <View className="nd-stack">
      <NewImport />
      <List
        list={list}
        keyOf={({ importId }) => importId}
        empty={<Empty mark="paper" text={t("noImports")} note={t("noImportsNote")} />}
        render={(one) => (
          <Tap
            role="link"
            className="nd-card nd-stack"
            onTap={() => go("staffImport", { id: one.importId })}
          >
            <View className="nd-row nd-row--between">
              <Text className="nd-strong">{one.files.map(({ kind }) => t(kind)).join("、")}</Text>
              <Tag text={t(one.state)} mood={importMoods[one.state]} />
            </View>
            <Text className="nd-note">
              {one.createdByName ?? t("terminal")} · {when(one.createdAt, words)}
            </Text>
          </Tap>
        )}
      />
    </View>
  );
}

function NewImport() {
  const t = useTexts(staffShopTexts);
  const once = useOnce("imp");
  const [files, setFiles] = useState<Partial<Record<Kind, File>>>({});
  const check = useSend("POST /v1/staff/imports", ["GET /v1/staff/imports"]);
  const chosen = Object.values(files);
  const handleChoose = async (kind: Kind) => {
    const file = await platform.chooseText();
    if (file !== null)
      setFiles((now) => ({ ...now, [kind]: { kind, name: file.name, text: file.text } }));
  };
  const handleCheck = () =>
    check.mutate(
      { body: { importId: once.id(), files: chosen } },
      {
        onSuccess: ({ importId }) => {
          setFiles({});
          go("staffImport", { id: importId });
        },
        onSettled: (_, error) => once.answered(error),
      },
    );
  return (
    <Card title={t("newImport")}>
      {kinds.map((kind) => (
        <Cell
          key={kind}
          title={t(kind)}
          note={files[kind]?.name ?? t(`${kind}Hint`)}
          value={
            <Button
              isSmall
              look={files[kind] === undefined ? "soft" : "plain"}
              onTap={() => void handleChoose(kind)}
            >
              {t(files[kind] === undefined ? "chooseFile" : "another")}
            </Button>
          }
        />
      ))}
      <View className="nd-stack">
        <Text className="nd-note">{t("checkNote")}</Text>
        {check.error !== null && <Notice mood="bad">{sentenceOf(check.error, t("away"))}</Notice>}
        <Button
          look="main"
          isBlock
          isBusy={check.isPending}
          isDisabled={chosen.length === 0}
          onTap={handleCheck}
        >
          {t("check")}
        </Button>
      </View>
    </Card>
  );
}

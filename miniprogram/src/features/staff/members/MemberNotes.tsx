import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffMemberTexts } from "@/i18n/staff-members";
import { when } from "@/lib/format";
import { sentenceOf, useApiList, useSend, type Row } from "@/lib/query";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { useOnce } from "../use-once";
import { useStaff } from "../use-staff";

type Note = Row<"GET /v1/staff/members/:memberId/notes">;

/** What colleagues wrote down about a member; one's own can be taken back for five minutes. */
export function MemberNotes({ memberId }: Readonly<{ memberId: string }>) {
  const t = useTexts(staffMemberTexts);
  const { can } = useStaff();
  const once = useOnce("not");
  const [text, setText] = useState("");
  const list = useApiList("GET /v1/staff/members/:memberId/notes", {
    params: { memberId },
    query: {},
  });
  const add = useSend("POST /v1/staff/members/:memberId/notes", [
    "GET /v1/staff/members/:memberId/notes",
  ]);
  const handleAdd = () =>
    add.mutate(
      { params: { memberId }, body: { noteId: once.id(), text: text.trim() } },
      {
        onSuccess: () => {
          setText("");
          toast(t("noted"));
        },
        onSettled: (_, error) => once.answered(error),
      },
    );
  return (
    <Card title={t("notes")}>
      <View className="nd-stack">
        {can("members.note") && (
          <>
            <Field
              label={t("addNote")}
              id="member-note"
              kind="area"
              value={text}
              maxLength={500}
              hint={t("notesNone")}
              onInput={setText}
            />
            {add.error !== null && <Notice mood="bad">{sentenceOf(add.error, t("away"))}</Notice>}
            <Button
              isSmall
              look="soft"
              isBusy={add.isPending}
              isDisabled={text.trim() === ""}
              onTap={handleAdd}
            >
              {t("addNote")}
            </Button>
          </>
        )}
        {list.items.map((note) => (
          <OneNote key={note.noteId} memberId={memberId} note={note} />
        ))}
        {list.items.length === 0 && !can("members.note") && (
          <Text className="nd-second">{t("notesNone")}</Text>
        )}
      </View>
    </Card>
  );
}

function OneNote({ memberId, note }: Readonly<{ memberId: string; note: Note }>) {
  const t = useTexts(staffMemberTexts);
  const words = useDateWords();
  const { me } = useStaff();
  const withdraw = useSend("DELETE /v1/staff/members/:memberId/notes/:noteId", [
    "GET /v1/staff/members/:memberId/notes",
  ]);
  const isMine = me?.staffId === note.staffId && Date.parse(note.withdrawableUntil) > Date.now();
  return (
    <View>
      <View className="staff-words">{note.text}</View>
      <View className="nd-row nd-row--between">
        <Text className="nd-note">
          {note.staffName} · {when(note.createdAt, words)}
        </Text>
        {isMine && (
          <Button
            isSmall
            isBusy={withdraw.isPending}
            onTap={() => withdraw.mutate({ params: { memberId, noteId: note.noteId } })}
          >
            {t("withdraw")}
          </Button>
        )}
      </View>
      {withdraw.error !== null && (
        <Notice mood="bad">{sentenceOf(withdraw.error, t("away"))}</Notice>
      )}
    </View>
  );
}

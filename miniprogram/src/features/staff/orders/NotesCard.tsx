import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffOrderTexts } from "@/i18n/staff-orders";
import { minuteOf } from "@/lib/format";
import { sentenceOf, useSend } from "@/lib/query";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { useStaff } from "../use-staff";
import type { StaffOrder } from "./order-states";

/** What colleagues wrote about an order for each other. */
export function NotesCard({ order }: Readonly<{ order: StaffOrder }>) {
  const t = useTexts(staffOrderTexts);
  const words = useDateWords();
  const { can } = useStaff();
  const [note, setNote] = useState("");
  const add = useSend("POST /v1/staff/orders/:orderId/notes", ["GET /v1/staff/orders/:orderId"]);
  const handleAdd = () =>
    add.mutate(
      { params: { orderId: order.id }, body: { note: note.trim() } },
      {
        onSuccess: () => {
          setNote("");
          toast(t("noted"));
        },
      },
    );
  return (
    <Card title={t("notes")}>
      <View className="nd-stack">
        {order.internalNotes.map(({ staffName, note: text, at }) => (
          <View key={`${at}-${text}`}>
            <View className="staff-words">{text}</View>
            <Text className="nd-note">
              {staffName} · {minuteOf(at, words)}
            </Text>
          </View>
        ))}
        {can("orders.note") ? (
          <>
            <Field
              label={t("addNote")}
              id="order-note"
              kind="area"
              value={note}
              onInput={setNote}
              maxLength={500}
              hint={t("notesNone")}
            />
            {add.error !== null && <Notice mood="bad">{sentenceOf(add.error, t("away"))}</Notice>}
            <Button
              isSmall
              look="soft"
              id="order-note-add"
              isBusy={add.isPending}
              isDisabled={note.trim() === ""}
              onTap={handleAdd}
            >
              {t("addNote")}
            </Button>
          </>
        ) : (
          order.internalNotes.length === 0 && <Text className="nd-second">{t("notesNone")}</Text>
        )}
      </View>
    </Card>
  );
}

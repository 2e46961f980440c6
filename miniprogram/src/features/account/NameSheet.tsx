import { useState } from "react";
import { useTexts } from "@/i18n";
import { profileTexts } from "@/i18n/account";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Sheet } from "@/ui/Sheet";
import { useEdit } from "./use-profile";

type Props = { name: string; isOpen: boolean; onClose: () => void };

/** Where one says what one is called. */
export function NameSheet({ name, isOpen, onClose }: Readonly<Props>) {
  const t = useTexts(profileTexts);
  return (
    <Sheet isOpen={isOpen} title={t("nameTitle")} onClose={onClose}>
      <NameForm name={name} onDone={onClose} />
    </Sheet>
  );
}

function NameForm({ name, onDone }: Readonly<{ name: string; onDone: () => void }>) {
  const t = useTexts(profileTexts);
  const edit = useEdit(onDone);
  const [typed, setTyped] = useState(name);
  const [isTried, setTried] = useState(false);
  const isEmpty = typed.trim() === "";
  const handleSave = () => {
    setTried(true);
    if (!isEmpty) edit.save({ displayName: typed.trim() });
  };
  return (
    <>
      <Field
        id="profile-name"
        label={t("name")}
        value={typed}
        maxLength={30}
        hint={t("nameWhy")}
        fault={isTried && isEmpty ? t("nameFault") : null}
        onInput={(value) => {
          setTyped(value);
          edit.reset();
        }}
        onConfirm={handleSave}
      />
      {edit.fault !== null && <Notice mood="bad">{edit.fault}</Notice>}
      <Button id="profile-name-save" look="main" isBlock isBusy={edit.isBusy} onTap={handleSave}>
        {t("nameSave")}
      </Button>
    </>
  );
}

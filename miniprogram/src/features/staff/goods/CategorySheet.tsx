import { View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { goodsTexts } from "@/i18n/staff-goods";
import { sentenceOf, useSend } from "@/lib/query";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Cell } from "@/ui/Cell";
import { Confirm } from "@/ui/Confirm";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Picture } from "@/ui/Picture";
import { Switch } from "@/ui/Switch";
import type { Edited } from "./CategoryDesk";
import { mediaPath, useUpload } from "./use-upload";

const changed = ["GET /v1/staff/categories", "GET /v1/categories", "GET /v1/home"] as const;

/** Makes a category or changes one. */
export function CategorySheet({
  edited: { category, parentId },
  onClose,
}: Readonly<{ edited: Edited; onClose: () => void }>) {
  const t = useTexts(goodsTexts);
  const [name, setName] = useState(category?.name ?? "");
  const [position, setPosition] = useState(String(category?.position ?? 0));
  const [isShown, setShown] = useState(category?.isShown ?? true);
  const [mediaId, setMediaId] = useState(category?.mediaId ?? null);
  const upload = useUpload(setMediaId);
  const create = useSend("POST /v1/staff/categories", changed);
  const update = useSend("PUT /v1/staff/categories/:categoryId", changed);
  const isNumber = /^\d{1,4}$/.test(position);
  const onSuccess = () => {
    toast(t("saved"));
    onClose();
  };
  const handleSave = () => {
    const fields = { name: name.trim(), position: Number(position), isShown, mediaId };
    if (category === null) create.mutate({ body: { ...fields, parentId } }, { onSuccess });
    else
      update.mutate(
        {
          params: { categoryId: category.categoryId },
          body: { ...fields, version: category.version },
        },
        { onSuccess },
      );
  };
  return (
    <Confirm
      isOpen
      title={category?.name ?? t(parentId === null ? "addTop" : "addChild")}
      action={t("save")}
      isBusy={create.isPending || update.isPending || upload.isBusy}
      isDisabled={name.trim() === "" || !isNumber}
      error={create.error ?? update.error}
      onConfirm={handleSave}
      onClose={onClose}
    >
      <Field
        label={t("name")}
        id="category-name"
        value={name}
        onInput={setName}
        maxLength={12}
        hint={t("nameHint")}
      />
      <Field
        label={t("position")}
        kind="number"
        value={position}
        onInput={setPosition}
        maxLength={4}
        fault={isNumber ? null : t("numberFault")}
      />
      <Cell
        title={t("isShown")}
        value={<Switch isOn={isShown} label={t("isShown")} onChange={setShown} />}
      />
      <View className="nd-row">
        {mediaId !== null && <Picture url={mediaPath(mediaId)} alt={t("picture")} size={128} />}
        <Button isSmall isBusy={upload.isBusy} onTap={() => upload.choose(1)}>
          {t(upload.isBusy ? "uploading" : mediaId === null ? "choosePicture" : "changePicture")}
        </Button>
      </View>
      {upload.error !== null && <Notice mood="bad">{sentenceOf(upload.error, t("away"))}</Notice>}
    </Confirm>
  );
}

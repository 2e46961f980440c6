import { Input, Text, Textarea, View } from "@tarojs/components";
import type { ReactNode } from "react";
import { roleOf } from "./role";

type Props = {
  label: string;
  value: string;
  onInput: (value: string) => void;
  kind?: "text" | "number" | "digit" | "password" | "area";
  placeholder?: string;
  /** Why we ask, or what it should look like. */
  hint?: string;
  fault?: string | null;
  maxLength?: number;
  aside?: ReactNode;
  onConfirm?: () => void;
  id?: string;
};

/** A field with its name above, why it is asked below, and what is wrong with it in words. */
export function Field({
  label,
  value,
  onInput,
  kind = "text",
  placeholder = "",
  hint,
  fault,
  maxLength = 200,
  aside,
  onConfirm,
  id,
}: Readonly<Props>) {
  const shared = {
    value,
    placeholder,
    maxlength: maxLength,
    className: "nd-field__input",
    onInput: (event: { detail: { value: string } }) => onInput(event.detail.value),
    "aria-label": label,
    // In a browser the field itself is inside Taro's.
    ...(process.env.TARO_ENV === "h5" ? { nativeProps: { "aria-label": label } } : {}),
    ...(id === undefined ? {} : { id }),
  };
  return (
    <View className={`nd-field ${fault === undefined || fault === null ? "" : "nd-field--bad"}`}>
      <Text className="nd-field__label">{label}</Text>
      <View className={`nd-field__box ${kind === "area" ? "nd-field__box--area" : ""}`}>
        {kind === "area" ? (
          <Textarea {...shared} autoHeight />
        ) : (
          <Input
            {...shared}
            type={kind === "password" ? "text" : kind}
            password={kind === "password"}
            onConfirm={() => onConfirm?.()}
          />
        )}
        {aside}
      </View>
      {hint !== undefined && <Text className="nd-field__hint">{hint}</Text>}
      {fault !== undefined && fault !== null && (
        <Text className="nd-field__fault" {...roleOf("alert")}>
          {fault}
        </Text>
      )}
    </View>
  );
}

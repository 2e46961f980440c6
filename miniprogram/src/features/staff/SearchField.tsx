import { View } from "@tarojs/components";
import { useState } from "react";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";

type Props = {
  label: string;
  hint: string;
  action: string;
  onSearch: (text: string) => void;
  id?: string;
  initial?: string;
};

/** Words to search by; asked when one says so, and not letter by letter. */
export function SearchField({ label, hint, action, onSearch, id, initial = "" }: Readonly<Props>) {
  const [text, setText] = useState(initial);
  const handleInput = (value: string) => {
    setText(value);
    if (value === "") onSearch("");
  };
  return (
    <View className="staff-search">
      <Field
        label={label}
        placeholder={hint}
        value={text}
        maxLength={40}
        onInput={handleInput}
        onConfirm={() => onSearch(text.trim())}
        {...(id === undefined ? {} : { id })}
        aside={
          <Button isSmall look="soft" onTap={() => onSearch(text.trim())}>
            {action}
          </Button>
        }
      />
    </View>
  );
}

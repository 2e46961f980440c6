import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { loginTexts } from "@/i18n/account";
import { Check } from "@/ui/Check";
import { Tap } from "@/ui/Tap";
import "./account.css";

type Props = {
  /** What is agreed to, once it is known. */
  terms: { readonly title: string; readonly text: string } | null;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
};

/** Agreeing to membership, with the very text beside it; never ticked beforehand. */
export function ConsentTick({ terms, isOn, onChange }: Readonly<Props>) {
  const t = useTexts(loginTexts);
  if (terms === null) return null;
  return (
    <Tap
      className="account-agree"
      role="checkbox"
      isOn={isOn}
      label={`${t("agree", { title: terms.title })} ${terms.text}`}
      onTap={() => onChange(!isOn)}
    >
      <Check isOn={isOn} />
      <View className="nd-grow">
        <View>{t("agree", { title: terms.title })}</View>
        <Text className="nd-note">{terms.text}</Text>
      </View>
    </Tap>
  );
}

import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { uiTexts } from "@/i18n/ui";
import { Refusal, Unreachable } from "@/lib/api";
import { startOver } from "@/lib/routes";
import { roleOf } from "./role";
import { Button } from "./Button";

type Next = { readonly text: string; readonly onTap: () => void };

/** A small drawing of what is not there; `ui.css` draws it. */
type Mark =
  "box" | "cart" | "glass" | "lock" | "paper" | "people" | "pin" | "star" | "tick" | "ticket";

/** What will be here once there is something, and one next step. */
export function Empty({
  mark = "box",
  text,
  note,
  next,
}: Readonly<{ mark?: Mark; text: string; note?: string; next?: Next }>) {
  return (
    <View className="nd-blank">
      <View className={`nd-blank__mark nd-mark nd-mark--${mark}`} {...{ "aria-hidden": "true" }} />
      <Text>{text}</Text>
      {note !== undefined && <Text className="nd-second">{note}</Text>}
      {next !== undefined && (
        <Button look="soft" onTap={next.onTap}>
          {next.text}
        </Button>
      )}
    </View>
  );
}

/** What went wrong, whose fault it is, and another try. */
export function Failure({ error, onRetry }: Readonly<{ error: Error; onRetry: () => void }>) {
  const t = useTexts(uiTexts);
  const isRefused = error instanceof Refusal;
  const isSilent = error instanceof Unreachable && error.hasAnswer;
  // An address that names nothing: another try would be told the same.
  if (isRefused && (error.status === 404 || error.status === 400))
    return (
      <Empty mark="glass" text={t("nothingHere")} next={{ text: t("home"), onTap: startOver }} />
    );
  return (
    <View className="nd-blank" {...roleOf("alert")}>
      <View className="nd-blank__mark" {...{ "aria-hidden": "true" }}>
        !
      </View>
      <Text>{isRefused ? error.message : t(isSilent ? "silent" : "away")}</Text>
      <Text className="nd-second">
        {isRefused ? t("number", { id: error.requestId.slice(0, 8) }) : t("awayNote")}
      </Text>
      <Button look="soft" onTap={onRetry}>
        {t("retry")}
      </Button>
    </View>
  );
}

import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { homeTexts } from "@/i18n/home";
import { today } from "@/lib/format";
import { useMe, useShop } from "./use-home";
import "./home.css";

const parts = ["dawn", "morning", "noon", "afternoon", "evening"] as const;
const begins = [0, 5, 11, 13, 18] as const;
const days = ["day0", "day1", "day2", "day3", "day4", "day5", "day6"] as const;

/** Which part of the day it is in Shanghai. */
function partOfDay(): (typeof parts)[number] {
  const hour = Math.floor((Date.now() / 3_600_000 + 8) % 24);
  return parts[begins.filter((from) => hour >= from).length - 1] ?? "morning";
}

/** Says hello by name, and which day it is. */
export function Greeting() {
  const t = useTexts(homeTexts);
  const me = useMe();
  const shop = useShop();
  const day = today();
  const date = t("date", { m: Number(day.slice(5, 7)), d: Number(day.slice(8)) });
  const weekday = t(days[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? "day0");
  const part = t(partOfDay());
  const name = me.data?.displayName ?? null;
  return (
    <View className="greeting">
      <Text className="nd-page-title">
        {name === null
          ? t("greetGuest", { part, shop: shop.data?.name ?? "" })
          : t("greet", { part, name })}
      </Text>
      <Text className="nd-second">{t("onDay", { date, weekday })}</Text>
    </View>
  );
}

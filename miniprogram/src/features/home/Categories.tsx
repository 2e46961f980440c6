import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { homeTexts } from "@/i18n/home";
import type { Answer } from "@/lib/api";
import { Card } from "@/ui/Card";
import { Picture } from "@/ui/Picture";
import { Tap } from "@/ui/Tap";
import "./home.css";

type Category = Answer<"GET /v1/home">["categories"][number];
type Props = { categories: readonly Category[]; onOpen: (categoryId: string) => void };

/** The shop's departments, each with a picture. */
export function Categories({ categories, onOpen }: Readonly<Props>) {
  const t = useTexts(homeTexts);
  if (categories.length === 0) return null;
  return (
    <Card title={t("categories")}>
      <View className="departments">
        {categories.map(({ categoryId, name, pictureUrl }) => (
          <Tap key={categoryId} className="department" role="link" onTap={() => onOpen(categoryId)}>
            <Picture url={pictureUrl} alt="" size={112} />
            <Text className="department__name">{name}</Text>
          </Tap>
        ))}
      </View>
    </Card>
  );
}

import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { goodsTexts } from "@/i18n/staff-goods";
import type { Answer } from "@/lib/api";
import { useApi } from "@/lib/query";
import { Empty, Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Picture } from "@/ui/Picture";
import { Skeleton } from "@/ui/Skeleton";
import { Tag } from "@/ui/Tag";
import { useStaff } from "../use-staff";
import { CategorySheet } from "./CategorySheet";
import { mediaPath } from "./use-upload";

/** A category as staff see it. */
export type Category = Answer<"GET /v1/staff/categories">["items"][number];
/** A category to be changed, or a new one below a parent. */
export type Edited = { readonly category: Category | null; readonly parentId: string | null };

/** The two levels of categories, to be added to and changed. */
export function CategoryDesk() {
  const t = useTexts(goodsTexts);
  const { can } = useStaff();
  const [edited, setEdited] = useState<Edited | null>(null);
  const categories = useApi("GET /v1/staff/categories");
  if (categories.data === undefined)
    return categories.error === null ? (
      <Skeleton heights={[200, 200, 200]} />
    ) : (
      <Failure error={categories.error} onRetry={() => void categories.refetch()} />
    );
  const below = (parentId: string | null) => {
    const found = categories.data.items.filter((one) => one.parentId === parentId);
    found.sort((one, other) => one.position - other.position);
    return found;
  };
  const canEdit = can("catalog.edit");
  const row = (category: Category, isTop: boolean) => (
    <View key={category.categoryId} className="nd-cell">
      <Picture
        url={category.mediaId === null ? null : mediaPath(category.mediaId)}
        alt=""
        size={isTop ? 96 : 72}
      />
      <View className="nd-grow">
        <Text className={isTop ? "nd-strong" : ""}>{category.name}</Text>
        <View className="nd-row">
          <Text className="nd-note">
            {t("position")} {category.position}
          </Text>
          {!category.isShown && <Tag text={t("hidden")} />}
        </View>
      </View>
      {canEdit && (
        <Button
          isSmall
          label={`${t("edit")} ${category.name}`}
          onTap={() => setEdited({ category, parentId: category.parentId })}
        >
          {t("edit")}
        </Button>
      )}
    </View>
  );
  return (
    <View className="nd-stack">
      <View className="nd-row nd-row--between nd-row--wrap">
        <Text className="nd-second">{t("categoriesNote")}</Text>
        {canEdit && (
          <Button
            isSmall
            look="main"
            id="category-add"
            onTap={() => setEdited({ category: null, parentId: null })}
          >
            {t("addTop")}
          </Button>
        )}
      </View>
      {categories.data.items.length === 0 && <Empty text={t("categoriesEmpty")} />}
      <View className="staff-categories">
        {below(null).map((top) => (
          <Card key={top.categoryId}>
            {row(top, true)}
            {below(top.categoryId).map((child) => row(child, false))}
            {canEdit && (
              <View className="nd-row">
                <Button
                  isSmall
                  onTap={() => setEdited({ category: null, parentId: top.categoryId })}
                >
                  {t("addChild")}
                </Button>
              </View>
            )}
          </Card>
        ))}
      </View>
      {edited !== null && (
        <CategorySheet
          key={edited.category?.categoryId ?? `new-${edited.parentId ?? ""}`}
          edited={edited}
          onClose={() => setEdited(null)}
        />
      )}
    </View>
  );
}

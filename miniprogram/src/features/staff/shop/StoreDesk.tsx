import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffStoreTexts } from "@/i18n/staff-stores";
import { useApiList } from "@/lib/query";
import { Empty } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { List } from "@/ui/List";
import { Tag } from "@/ui/Tag";
import { useStaff } from "../use-staff";
import type { Store } from "../use-stores";
import { StoreSheet } from "./StoreSheet";

/** The stores that this person may see, each to be changed; who sees all of them may open another. */
export function StoreDesk() {
  const t = useTexts(staffStoreTexts);
  const { me } = useStaff();
  const [edited, setEdited] = useState<Store | "new" | null>(null);
  const list = useApiList("GET /v1/stores", { query: { limit: 50 } });
  const seen = me?.storeIds ?? null;
  const mine = list.items.filter(({ storeId }) => seen?.includes(storeId) ?? true);
  return (
    <View className="nd-stack">
      <View className="nd-row nd-row--between nd-row--wrap">
        <Text className="nd-second nd-grow">{t("note")}</Text>
        {seen === null && (
          <Button isSmall look="main" id="store-add" onTap={() => setEdited("new")}>
            {t("add")}
          </Button>
        )}
      </View>
      <List
        list={{ ...list, items: mine }}
        className="staff-categories"
        keyOf={({ storeId }) => storeId}
        empty={<Empty text={t("none")} note={t("noneNote")} />}
        render={(store) => <StoreCard store={store} onEdit={() => setEdited(store)} />}
      />
      {edited !== null && (
        <StoreSheet store={edited === "new" ? null : edited} onClose={() => setEdited(null)} />
      )}
    </View>
  );
}

function StoreCard({ store, onEdit }: Readonly<{ store: Store; onEdit: () => void }>) {
  const t = useTexts(staffStoreTexts);
  return (
    <View className="nd-card nd-stack">
      <View className="nd-row nd-row--between nd-row--top">
        <View className="nd-grow">
          <View className="nd-strong">{store.name}</View>
          <View className="nd-row nd-row--wrap staff-tags">
            {store.isDefault && <Tag text={t("isDefault")} mood="brand" />}
            <Tag text={t(store.kind)} mood="quiet" />
            <Tag
              text={t(store.isPickup ? "pickup" : "noPickup")}
              mood={store.isPickup ? "good" : "quiet"}
            />
          </View>
        </View>
        <Button isSmall label={`${t("edit")} ${store.name}`} onTap={onEdit}>
          {t("edit")}
        </Button>
      </View>
      <View>
        <View>
          {store.province} {store.city} {store.district} {store.detail}
        </View>
        <View className="nd-second">{store.hours}</View>
        {store.phone !== null && <View className="nd-second">{store.phone}</View>}
      </View>
    </View>
  );
}

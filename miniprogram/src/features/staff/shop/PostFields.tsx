import { Text } from "@tarojs/components";
import type { Role } from "@contract/permissions.ts";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";
import { staffShopTexts } from "@/i18n/staff-shop";
import { Chips } from "@/ui/Chips";
import { useStores } from "../use-stores";

/** What somebody is in the shop, and in which stores; null for all. */
export type Post = { readonly roles: readonly Role[]; readonly storeIds: readonly string[] | null };

const roles: readonly Role[] = ["owner", "manager", "guide", "cashier", "service"];
const all = "all";

const turned = <Item,>(list: readonly Item[], item: Item): readonly Item[] =>
  list.includes(item) ? list.filter((one) => one !== item) : [...list, item];

/** Chooses roles and stores. */
export function PostFields({
  post,
  onChange,
}: Readonly<{ post: Post; onChange: (post: Post) => void }>) {
  const t = useTexts(staffShopTexts);
  const words = useTexts(staffTexts);
  const { stores } = useStores();
  return (
    <>
      <Text className="nd-field__label">{t("roles")}</Text>
      <Chips
        choices={roles.map((key) => ({ key, text: words(key) }))}
        chosen={post.roles}
        onChoose={(role) => onChange({ ...post, roles: turned(post.roles, role) })}
      />
      <Text className="nd-field__label">{t("stores")}</Text>
      <Chips
        choices={[
          { key: all, text: t("allStores") },
          ...stores.map(({ storeId, name }) => ({ key: storeId, text: name })),
        ]}
        chosen={post.storeIds ?? [all]}
        onChoose={(key) => {
          if (key === all) onChange({ ...post, storeIds: null });
          else {
            const next = turned(post.storeIds ?? [], key);
            onChange({ ...post, storeIds: next.length === 0 ? null : next });
          }
        }}
      />
    </>
  );
}

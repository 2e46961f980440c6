import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts, type Say } from "@/i18n";
import { staffMemberTexts } from "@/i18n/staff-members";
import { dayOf } from "@/lib/format";
import { useApi, useApiList, useFreshOnShow, type Row } from "@/lib/query";
import { go } from "@/lib/routes";
import { Empty } from "@/ui/Blank";
import { Chips } from "@/ui/Chips";
import { Tag } from "@/ui/Tag";
import { DataTable, type Column } from "../DataTable";
import { SearchField } from "../SearchField";

type Member = Row<"GET /v1/staff/members">;
type Sort = "newest" | "last_purchase";

/** The members of the shop: found by phone, name or tag, each opened to the whole picture. */
export function MemberDesk() {
  const t = useTexts(staffMemberTexts);
  const [q, setQ] = useState("");
  const [tag, setTag] = useState("");
  const [sort, setSort] = useState<Sort>("newest");
  const tags = useApi("GET /v1/staff/tags");
  const list = useApiList(
    "GET /v1/staff/members",
    { query: { sort, ...(q === "" ? {} : { q }), ...(tag === "" ? {} : { tag }) } },
    { keepsLast: true },
  );
  useFreshOnShow(["GET /v1/staff/members"]);
  const words = (tags.data?.items ?? []).slice(0, 12);
  const isFiltered = q !== "" || tag !== "";
  return (
    <View className="nd-stack">
      <SearchField
        label={t("search")}
        hint={t("searchHint")}
        action={t("find")}
        id="member-search"
        onSearch={setQ}
      />
      <Chips
        isLine
        choices={[
          { key: "newest", text: t("newest") },
          { key: "last_purchase", text: t("lastPurchase") },
        ]}
        chosen={sort}
        onChoose={setSort}
      />
      {words.length > 0 && (
        <Chips
          isLine
          choices={[
            { key: "", text: t("anyTag") },
            ...words.map((one) => ({ key: one.tag, text: one.tag })),
          ]}
          chosen={tag}
          onChoose={setTag}
        />
      )}
      <DataTable
        name="members"
        isSearched
        list={list}
        columns={useColumns()}
        keyOf={({ memberId }) => memberId}
        onOpen={({ memberId }) => go("staffMember", { id: memberId })}
        card={(member) => <MemberCard member={member} />}
        empty={
          <Empty
            mark="people"
            text={t("empty")}
            note={t("emptyNote")}
            {...(isFiltered
              ? {
                  next: {
                    text: t("showAll"),
                    onTap: () => {
                      setQ("");
                      setTag("");
                    },
                  },
                }
              : {})}
          />
        }
      />
    </View>
  );
}

/** How a member without a name is called. */
export const nameOf = (
  member: { readonly displayName: string | null },
  t: Say<typeof staffMemberTexts>,
): string => member.displayName ?? t("noName");

function MemberCard({ member }: Readonly<{ member: Member }>) {
  const t = useTexts(staffMemberTexts);
  const words = useDateWords();
  const { lastPurchaseAt } = member;
  return (
    <View className="nd-stack">
      <View className="nd-row nd-row--between">
        <Text className="nd-strong nd-grow">{nameOf(member, t)}</Text>
        <Tag text={member.tierLevel === 0 ? t("noTier") : member.tierName} mood="brand" />
      </View>
      <View className="nd-row nd-row--between">
        <Text className="nd-second">{member.phoneMasked ?? t("noPhone")}</Text>
        <Text className="nd-note">
          {t("bought")} {lastPurchaseAt === null ? t("never") : dayOf(lastPurchaseAt, words)}
        </Text>
      </View>
      {member.tags.length > 0 && <TagRow tags={member.tags} />}
    </View>
  );
}

/** Tags side by side. */
export function TagRow({ tags }: Readonly<{ tags: readonly string[] }>) {
  return (
    <View className="nd-row nd-row--wrap">
      {tags.map((one) => (
        <Tag key={one} text={one} />
      ))}
    </View>
  );
}

function useColumns(): readonly Column<Member>[] {
  const t = useTexts(staffMemberTexts);
  const words = useDateWords();
  return [
    {
      key: "name",
      title: t("name"),
      width: "1.4fr",
      text: (member) => nameOf(member, t),
      sort: (member) => nameOf(member, t),
    },
    { key: "phone", title: t("phone"), text: ({ phoneMasked }) => phoneMasked ?? "" },
    {
      key: "tier",
      title: t("tier"),
      text: ({ tierLevel, tierName }) => (tierLevel === 0 ? t("noTier") : tierName),
      sort: ({ tierLevel }) => tierLevel,
    },
    {
      key: "tags",
      title: t("tags"),
      width: "1.6fr",
      text: ({ tags }) => tags.join(" "),
      render: ({ tags }) => <TagRow tags={tags} />,
    },
    {
      key: "bought",
      title: t("bought"),
      text: ({ lastPurchaseAt }) =>
        lastPurchaseAt === null ? t("never") : dayOf(lastPurchaseAt, words),
      sort: ({ lastPurchaseAt }) => lastPurchaseAt ?? "",
    },
    {
      key: "joined",
      title: t("joined"),
      text: ({ joinedAt }) => (joinedAt === null ? t("guest") : dayOf(joinedAt, words)),
      sort: ({ joinedAt }) => joinedAt ?? "",
    },
  ];
}

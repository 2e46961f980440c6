import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { useApi, useApiList } from "@/lib/query";
import { Empty } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Cell } from "@/ui/Cell";
import { List } from "@/ui/List";
import { Sheet } from "@/ui/Sheet";
import { SearchField } from "../SearchField";

type Props = {
  memberId: string | null;
  /** What stands there when nobody is chosen. */
  nobody: string;
  onChange: (memberId: string | null) => void;
};

/** One member, found by phone or name; or nobody. */
export function PickMember({ memberId, nobody, onChange }: Readonly<Props>) {
  const t = useTexts(staffOfferTexts);
  const [isOpen, setOpen] = useState(false);
  return (
    <View className="nd-row nd-row--wrap">
      <Text className="nd-grow">
        {memberId === null ? nobody : <MemberName memberId={memberId} />}
      </Text>
      {memberId !== null && (
        <Button isSmall onTap={() => onChange(null)}>
          {t("takeAway")}
        </Button>
      )}
      <Button isSmall look="soft" id="pick-member" onTap={() => setOpen(true)}>
        {t("pickMember")}
      </Button>
      <Sheet isOpen={isOpen} title={t("pickMember")} onClose={() => setOpen(false)}>
        <Found
          onPick={(id) => {
            onChange(id);
            setOpen(false);
          }}
        />
      </Sheet>
    </View>
  );
}

function Found({ onPick }: Readonly<{ onPick: (memberId: string) => void }>) {
  const t = useTexts(staffOfferTexts);
  const [q, setQ] = useState("");
  const list = useApiList(
    "GET /v1/staff/members",
    { query: { limit: 10, ...(q === "" ? {} : { q }) } },
    { keepsLast: true },
  );
  return (
    <>
      <SearchField
        label={t("findMember")}
        hint={t("findMemberHint")}
        action={t("find")}
        id="find-member"
        onSearch={setQ}
      />
      <List
        list={list}
        className=""
        keyOf={(member) => member.memberId}
        empty={<Empty mark="glass" text={t("noMember")} />}
        render={(member) => (
          <Cell
            title={member.displayName ?? t("unnamed")}
            note={member.phoneMasked ?? ""}
            value={member.tierName}
            onTap={() => onPick(member.memberId)}
          />
        )}
      />
    </>
  );
}

/** A member's name with the masked phone; the end of the number while it is not known. */
export function MemberName({ memberId }: Readonly<{ memberId: string }>) {
  const t = useTexts(staffOfferTexts);
  const member = useApi("GET /v1/staff/members/:memberId", { params: { memberId } });
  const known = member.data;
  if (known === undefined) return <Text>{memberId.slice(-6)}</Text>;
  const phone = known.phoneMasked === null ? "" : ` ${known.phoneMasked}`;
  return (
    <Text>
      {known.displayName ?? t("unnamed")}
      {phone}
    </Text>
  );
}

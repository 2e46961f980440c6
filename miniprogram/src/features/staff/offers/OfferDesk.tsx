import { View } from "@tarojs/components";
import type { ReactNode } from "react";
import { useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import type { Listing } from "@/lib/query";
import { Empty } from "@/ui/Blank";
import { Chips } from "@/ui/Chips";
import { DataTable, type Column } from "../DataTable";

type Props<Offer, State extends string> = {
  name: string;
  /** Every state there is, with its word. */
  states: readonly { readonly key: State; readonly text: string }[];
  chosen: State | "all";
  onChoose: (state: State | "all") => void;
  list: Listing<Offer>;
  columns: readonly Column<Offer>[];
  keyOf: (offer: Offer) => string;
  onOpen: (offer: Offer) => void;
  card: (offer: Offer) => ReactNode;
  /** What is said where there are none, and the way to the first, for who may go it. */
  none: { readonly text: string; readonly note: string };
  first: { readonly text: string; readonly onTap: () => void } | null;
};

/** Offers by state, as a table or as cards; none of a state leads back to all, none at all to the first. */
export function OfferDesk<Offer, State extends string>({
  name,
  states,
  chosen,
  onChoose,
  list,
  columns,
  keyOf,
  onOpen,
  card,
  none,
  first,
}: Readonly<Props<Offer, State>>) {
  const t = useTexts(staffOfferTexts);
  const next = chosen === "all" ? first : { text: t("showAll"), onTap: () => onChoose("all") };
  return (
    <View className="nd-stack">
      <Chips
        isLine
        choices={[{ key: "all" as const, text: t("all") }, ...states]}
        chosen={chosen}
        onChoose={onChoose}
      />
      <DataTable
        name={name}
        list={list}
        columns={columns}
        keyOf={keyOf}
        onOpen={onOpen}
        card={card}
        empty={<Empty mark="ticket" {...none} {...(next === null ? {} : { next })} />}
      />
    </View>
  );
}

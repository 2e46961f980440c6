import { useRouter } from "@tarojs/taro";
import { View } from "@tarojs/components";
import { useState } from "react";
import { OrderCard } from "@/features/orders/OrderCard";
import {
  orderCalls,
  orderTabs,
  useOrderCounts,
  useOrders,
  type OrderTab,
} from "@/features/orders/use-orders";
import { useTexts } from "@/i18n";
import { orderTexts } from "@/i18n/orders";
import { usePullToRefresh } from "@/lib/pull";
import { go, goLogin } from "@/lib/routes";
import { useMember } from "@/lib/session";
import { Empty } from "@/ui/Blank";
import { List } from "@/ui/List";
import { Screen } from "@/ui/Screen";
import { Tabs } from "@/ui/Tabs";

const tabTexts = {
  all: "tabAll",
  pay: "tabPay",
  ship: "tabShip",
  receive: "tabReceive",
  after: "tabAfter",
} as const;
const emptyTexts = {
  all: "emptyAll",
  pay: "emptyPay",
  ship: "emptyShip",
  receive: "emptyReceive",
  after: "emptyAfter",
} as const;

const isTab = (text: string | undefined): text is OrderTab =>
  orderTabs.some((known) => known === text);

/** The shopper's orders by state; query `tab` opens one of them. */
export default function OrdersPage() {
  const t = useTexts(orderTexts);
  const asked = useRouter().params["tab"];
  const [tab, setTab] = useState<OrderTab>(isTab(asked) ? asked : "all");
  const isMember = useMember() !== null;
  const orders = useOrders(tab);
  const counts = useOrderCounts();
  usePullToRefresh(orderCalls);
  if (!isMember)
    return (
      <Screen>
        <Empty mark="paper" text={t("logInFirst")} next={{ text: t("logIn"), onTap: goLogin }} />
      </Screen>
    );
  return (
    <Screen>
      <View className="orders-tabs">
        <Tabs
          tabs={orderTabs.map((key) => {
            const count = counts[key] ?? 0;
            return { key, text: count > 0 ? `${t(tabTexts[key])} ${count}` : t(tabTexts[key]) };
          })}
          chosen={tab}
          onChoose={setTab}
        />
      </View>
      <List
        list={orders}
        keyOf={(order) => order.id}
        className="orders-list"
        skeleton={[300, 300, 300]}
        render={(order) => <OrderCard order={order} />}
        empty={
          tab === "all" ? (
            <Empty
              mark="paper"
              text={t("emptyAll")}
              note={t("emptyAllNote")}
              next={{ text: t("browse"), onTap: () => go("home") }}
            />
          ) : (
            <Empty
              mark="paper"
              text={t(emptyTexts[tab])}
              next={{ text: t("seeAll"), onTap: () => setTab("all") }}
            />
          )
        }
      />
    </Screen>
  );
}

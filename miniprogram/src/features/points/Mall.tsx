import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { pointsTexts } from "@/i18n/points";
import { grouped } from "@/lib/format";
import { go, goLogin } from "@/lib/routes";
import { Empty, Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Confirm";
import { Notice } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import { MallCard } from "./MallCard";
import { useExchange, useMall, type MallItem } from "./use-mall";

type Props = {
  /** The item that comes first, where a code on paper led to it. */
  first: string | null;
  /** Goods are swapped by an order: checkout goes on with them. */
  onOrder: (line: { readonly mallItemId: string; readonly skuId: string }) => void;
};

/** The points mall: one's points above, what they are swapped for below. */
export function Mall({ first, onOrder }: Readonly<Props>) {
  const t = useTexts(pointsTexts);
  const mall = useMall();
  const { exchange, isBusy, error, got, reset } = useExchange();
  const [chosen, setChosen] = useState<MallItem | null>(null);
  if (mall.isPending) return <Skeleton heights={[120, 480, 480]} />;
  if (mall.data === undefined)
    return <Failure error={mall.error} onRetry={() => void mall.refetch()} />;
  const { pointsAvailable, items } = mall.data;
  const handleExchange = (item: MallItem): void => {
    if (item.what.kind === "product")
      onOrder({ mallItemId: item.mallItemId, skuId: item.what.skuId });
    else {
      reset();
      setChosen(item);
    }
  };
  const sorted = [
    ...items.filter(({ mallItemId }) => mallItemId === first),
    ...items.filter(({ mallItemId }) => mallItemId !== first),
  ];
  return (
    <>
      {pointsAvailable !== null && (
        <View className="points-hero">
          <View className="nd-grow">
            <Text className="points-hero__word">{t("available")}</Text>
            <View className="points-hero__number">{grouped(pointsAvailable)}</View>
          </View>
          <Button isSmall onTap={() => go("points")}>
            {t("history")}
          </Button>
        </View>
      )}
      {got !== null && chosen === null && (
        <View className="nd-stack">
          <Notice mood="good">{t("gotCoupon")}</Notice>
          <Button look="soft" onTap={() => go("coupons")}>
            {t("seeCoupons")}
          </Button>
        </View>
      )}
      {items.length === 0 ? (
        <Empty
          mark="star"
          text={t("emptyMall")}
          note={t("emptyMallNote")}
          next={{ text: t("look"), onTap: () => go("home") }}
        />
      ) : (
        <View className="nd-grid">
          {sorted.map((item) => (
            <MallCard
              key={item.mallItemId}
              item={item}
              onLogIn={goLogin}
              onExchange={() => handleExchange(item)}
            />
          ))}
        </View>
      )}
      <Confirm
        isOpen={chosen !== null}
        title={t("confirmTitle", { title: chosen?.title ?? "" })}
        text={t("confirmText", { have: grouped(pointsAvailable ?? 0) })}
        action={t("confirmAction", { n: grouped(chosen?.points ?? 0) })}
        isBusy={isBusy}
        error={error}
        onConfirm={() => {
          if (chosen !== null && !isBusy) exchange(chosen.mallItemId, () => setChosen(null));
        }}
        onClose={() => setChosen(null)}
      />
    </>
  );
}

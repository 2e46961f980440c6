import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { AddressRow } from "@/features/addresses/AddressRow";
import { PrivacyGate } from "@/features/addresses/PrivacyGate";
import { useAddresses, usePrivacyGate } from "@/features/addresses/use-addresses";
import { useBought } from "@/features/cart/use-bought";
import { CouponSheet } from "@/features/checkout/CouponSheet";
import { DeliveryCard } from "@/features/checkout/DeliveryCard";
import { changeDraft, checkoutDraft } from "@/features/checkout/draft";
import { GoodsCard } from "@/features/checkout/GoodsCard";
import { PointsSheet } from "@/features/checkout/PointsSheet";
import { PriceChanged } from "@/features/checkout/PriceChanged";
import { SentOrder } from "@/features/checkout/SentOrder";
import {
  useCheckout,
  usePlaceOrder,
  type Destination,
  type Found,
  type Placed,
} from "@/features/checkout/use-checkout";
import { usePay } from "@/features/checkout/usePay";
import { usePlaces } from "@/features/checkout/use-places";
import { couponFenOf, isOfUse, mallPointsOf } from "@/features/checkout/worth";
import { PriceTrace } from "@/features/price/PriceTrace";
import { useTexts } from "@/i18n";
import { checkoutTexts } from "@/i18n/checkout";
import { Refusal } from "@/lib/api";
import { grouped, money } from "@/lib/format";
import { sentenceOf, useFreshOnShow } from "@/lib/query";
import { go, goLogin, replaceBy } from "@/lib/routes";
import { toast } from "@/lib/say";
import { useMember } from "@/lib/session";
import { useStore } from "@/lib/store";
import { Empty, Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Cell } from "@/ui/Cell";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Price } from "@/ui/Price";
import { Screen } from "@/ui/Screen";
import { Skeleton } from "@/ui/Skeleton";

/** Where it goes, what it costs and why, and one button with the sum. */
export default function CheckoutPage() {
  const t = useTexts(checkoutTexts);
  const isMember = useMember() !== null;
  const draft = useStore(checkoutDraft);
  const gate = usePrivacyGate();
  const addresses = useAddresses(gate.state === "agreed");
  const { stores, estimate } = usePlaces();
  const [sheet, setSheet] = useState<"coupons" | "points" | null>(null);
  const [placed, setPlaced] = useState<Found | null>(null);
  const pay = usePay();
  const bought = useBought();
  useFreshOnShow(["GET /v1/me/addresses", "POST /v1/quotes/best", "POST /v1/quotes"]);

  const items = addresses.data?.items ?? [];
  const address = items.find((one) => one.addressId === draft?.addressId) ?? items[0] ?? null;
  const storeId =
    (stores.find((one) => one.storeId === draft?.storeId) ?? stores[0])?.storeId ?? null;
  const kind = stores.length === 0 ? "express" : (draft?.deliveryKind ?? "express");
  const destination: Destination =
    kind === "pickup"
      ? { kind, storeId }
      : { kind, receiver: address === null ? null : receiverOf(address), estimate };
  const checkout = useCheckout(draft, destination);
  const order = usePlaceOrder();
  const { choice } = checkout;
  // As long as nobody knows what came of what was sent, that is what the page shows.
  const sent = placed === null ? order.sent : null;
  const quote = sent?.quote ?? checkout.quote;

  if (draft === null && placed === null)
    return (
      <Screen>
        <Empty
          mark="cart"
          text={t("nothing")}
          note={t("nothingNote")}
          next={{ text: t("toOrders"), onTap: () => replaceBy("orders") }}
        />
      </Screen>
    );
  if (!isMember)
    return (
      <Screen>
        <Empty
          mark="people"
          text={t("logIn")}
          note={t("logInNote")}
          next={{ text: t("logInAct"), onTap: goLogin }}
        />
      </Screen>
    );

  const handlePlaced = async ({ order: made, isOther }: Placed) => {
    if (isOther) return await handleFound(made);
    setPlaced(made);
    checkoutDraft.set(null);
    await bought(draft);
    if (made.paymentState === "paid") replaceBy("payResult", { orderId: made.id });
    else await pay.pay(made.id, "replace");
  };
  const handleFound = async (made: Found) => {
    setPlaced(made);
    checkoutDraft.set(null);
    if (sent !== null) await bought(draft);
    toast(t("arrived"));
    replaceBy("order", { orderId: made.id });
  };
  const handlePay = async () => {
    if (placed !== null) return await pay.pay(placed.id, "replace");
    if (quote === undefined) return;
    const made = await order.place(quote, destination, choice);
    if (made !== null) await handlePlaced(made);
  };
  const handleAsk = async () => {
    const made = await order.ask();
    if (made !== null) await handleFound(made);
    else if (checkoutDraft.get()?.sent === null) toast(t("notPlaced"));
  };
  if (quote === undefined && placed === null && checkout.error !== null)
    return (
      <Screen>
        <Failure error={checkout.error} onRetry={checkout.reload} />
      </Screen>
    );

  const needs =
    sent !== null
      ? null
      : kind === "pickup"
        ? storeId === null
          ? t("needStore")
          : null
        : address === null
          ? t("needAddress")
          : null;
  const total = placed?.totalFen ?? quote?.totalFen ?? 0;
  const actKey =
    placed !== null ? "payPlaced" : sent !== null ? "resend" : total === 0 ? "place" : "pay";
  const isStopped =
    placed === null &&
    sent === null &&
    (needs !== null || quote === undefined || checkout.isStale || !quote.isOrderable);
  const isOld = sent === null && placed === null && (checkout.isPricing || checkout.isStale);
  const usable = quote?.coupons.filter(isOfUse).length ?? 0;
  const couponFen = quote === undefined ? 0 : couponFenOf(quote);
  // What is swapped in the points mall costs points beside money.
  const mallPoints = placed !== null || quote === undefined ? 0 : mallPointsOf(quote);
  const price =
    mallPoints === 0
      ? money(total)
      : t(total === 0 ? "mallPoints" : "mallSum", {
          points: grouped(mallPoints),
          price: money(total),
        });
  const pointsFen = sumOf(quote?.trace ?? [], "points");
  const trace = quote !== undefined && (
    <PriceTrace
      lines={quote.lines}
      trace={quote.trace}
      totalFen={quote.totalFen}
      points={mallPoints}
    />
  );
  return (
    <Screen
      bar={
        <>
          <View className="nd-grow checkout-bar__sum">
            <View className={isOld ? "checkout-old" : ""}>
              {mallPoints > 0 && (
                <Text className="nd-strong">
                  {t("mallPoints", { points: grouped(mallPoints) })}
                </Text>
              )}
              {(mallPoints === 0 || total > 0) && <Price fen={total} look="large" />}
            </View>
            <Text className="nd-note">
              {needs ??
                (quote !== undefined && quote.discountFen + quote.pointsFen > 0
                  ? t("save", { price: money(quote.discountFen + quote.pointsFen) })
                  : "")}
            </Text>
          </View>
          <Button
            id="pay"
            look="main"
            isDisabled={isStopped}
            isBusy={
              order.isBusy || pay.isBusy || (checkout.isPricing && placed === null && sent === null)
            }
            onTap={() => void handlePay()}
          >
            {t(actKey, { price })}
          </Button>
        </>
      }
    >
      {order.isUnanswered && (
        <Notice mood="warn">
          <View className="nd-row nd-row--between nd-row--wrap">
            <View className="nd-grow">
              {sentenceOf(order.error, t("unanswered"))}
              {order.error instanceof Refusal && ` ${t("unansweredHold")}`}
            </View>
            <Button isSmall isBusy={order.isAsking} onTap={() => void handleAsk()}>
              {t("ask")}
            </Button>
          </View>
        </Notice>
      )}
      {sent === null && order.error !== null && (
        <Notice mood="bad">{sentenceOf(order.error, t("away"))}</Notice>
      )}
      {sent === null && quote !== undefined && checkout.error !== null && (
        <Notice mood="warn">
          <View className="nd-row nd-row--between nd-row--wrap">
            <View className="nd-grow">{sentenceOf(checkout.error, t("quoteAway"))}</View>
            <Button isSmall onTap={checkout.reload}>
              {t("quoteAgain")}
            </Button>
          </View>
        </Notice>
      )}
      {pay.sentence !== null && <Notice mood="bad">{pay.sentence}</Notice>}
      {quote === undefined || draft === null ? (
        <Skeleton heights={[240, 320, 200, 320]} />
      ) : sent !== null ? (
        <SentOrder sent={sent} stores={stores} trace={trace} />
      ) : (
        <View className="checkout-page">
          <View className="checkout-column">
            <DeliveryCard
              kind={kind}
              onKind={(deliveryKind) => changeDraft({ deliveryKind })}
              stores={stores}
              storeId={storeId}
              onStore={(id) => changeDraft({ storeId: id })}
              address={
                <PrivacyGate gate={gate}>
                  {address === null ? (
                    <>
                      <Button look="soft" isBlock onTap={() => go("address", { pick: "1" })}>
                        {t("addAddress")}
                      </Button>
                      {estimate !== null && (
                        <View className="nd-note">{t("estimate", { city: estimate.city })}</View>
                      )}
                    </>
                  ) : (
                    <AddressRow
                      address={address}
                      onTap={() => go("addresses", { pick: "1" })}
                      aside={<View className="nd-cell__arrow" />}
                    />
                  )}
                </PrivacyGate>
              }
            />
            <GoodsCard quote={quote} />
          </View>
          <View className="checkout-column">
            <Card>
              <Cell
                id="coupons"
                title={t("coupons")}
                value={
                  quote.couponIds.length > 0
                    ? t(couponFen < 0 ? "couponsUsed" : "couponsIn", {
                        count: quote.couponIds.length,
                        price: money(couponFen),
                      })
                    : usable > 0
                      ? t("couponsUsable", { count: usable })
                      : t("couponsNone")
                }
                onTap={() => setSheet("coupons")}
              />
              <Cell
                id="points"
                title={t("points")}
                value={
                  pointsFen < 0
                    ? t("pointsUsed", { points: grouped(choice.points), price: money(pointsFen) })
                    : mallPoints > 0
                      ? t("pointsMall", { points: grouped(mallPoints) })
                      : quote.pointsMax > 0
                        ? t("pointsCan", { points: grouped(quote.pointsMax) })
                        : t("pointsNone")
                }
                {...(quote.pointsMax > 0 ? { onTap: () => setSheet("points") } : {})}
              />
            </Card>
            <Card>
              <Field
                label={t("note")}
                placeholder={t(kind === "pickup" ? "noteHintPickup" : "noteHint")}
                value={draft.buyerNote}
                maxLength={200}
                onInput={(buyerNote) => changeDraft({ buyerNote })}
              />
            </Card>
            <Card title={t("trace")}>{trace}</Card>
            {quote.faults.map(({ code, detail }) => (
              <Notice key={`${code} ${detail}`} mood="warn">
                {detail}
              </Notice>
            ))}
          </View>
          <CouponSheet
            isOpen={sheet === "coupons"}
            quote={quote}
            couponIds={choice.couponIds}
            isBest={checkout.isBest}
            onChoose={(couponIds) => checkout.choose({ couponIds })}
            onBest={checkout.chooseBest}
            onClose={() => setSheet(null)}
          />
          <PointsSheet
            isOpen={sheet === "points"}
            quote={quote}
            points={choice.points}
            onChoose={(points) => {
              checkout.choose({ points });
              setSheet(null);
            }}
            onClose={() => setSheet(null)}
          />
          <PriceChanged
            change={order.change}
            now={quote}
            isPricing={checkout.isPricing || checkout.isStale}
            isBusy={order.isBusy || pay.isBusy}
            onPay={() => void handlePay()}
            onClose={order.forgetChange}
          />
        </View>
      )}
    </Screen>
  );
}

type Address = NonNullable<ReturnType<typeof useAddresses>["data"]>["items"][number];

const receiverOf = ({ name, phone, province, city, district, detail }: Address) => ({
  name,
  phone,
  province,
  city,
  district,
  detail,
});

const sumOf = (
  trace: readonly { rule: string; isApplied: boolean; amountFen: number }[],
  rule: string,
): number =>
  trace
    .filter((step) => step.rule === rule && step.isApplied)
    .reduce((sum, step) => sum + step.amountFen, 0);

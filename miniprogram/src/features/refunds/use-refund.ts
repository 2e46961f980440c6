import { useRef, useState } from "react";
import { Refusal, type Answer, type Input } from "@/lib/api";
import { newId } from "@/lib/ids";
import { useApi, useSend } from "@/lib/query";

/** A refund as its owner reads it. */
export type Refund = Answer<"GET /v1/orders/:orderId/refunds">["items"][number];
/** Every consequence of a refund. */
export type Preview = Answer<"POST /v1/orders/:orderId/refunds/preview">;
/** An order, as far as a refund needs to know it. */
export type RefundOrder = Answer<"GET /v1/orders/:orderId">;
type Body = Input<"POST /v1/orders/:orderId/refunds">["body"];

const changed = [
  "GET /v1/orders",
  "GET /v1/orders/counts",
  "GET /v1/orders/:orderId",
  "GET /v1/orders/:orderId/refunds",
  "GET /v1/orders/:orderId/receipt",
  "GET /v1/me/points",
] as const;

/** Reads the refunds of an order; while one is on its way it is asked for again. */
export const useRefunds = (orderId: string, isOn = true) =>
  useApi("GET /v1/orders/:orderId/refunds", { params: { orderId } }, { isOn, everyMs: 20_000 });

/** Takes a request back that nobody has decided. */
export const useWithdraw = () =>
  useSend("POST /v1/orders/:orderId/refunds/:refundId/withdraw", changed);

/** What of a line could still go back. */
export const leftOf = (line: RefundOrder["lines"][number]): number =>
  line.isGift ? 0 : line.quantity - line.refundedQuantity;

/** The order that is to be refunded, and what the shopper has now to compare with. */
export function useRefundOrder(orderId: string) {
  const order = useApi("GET /v1/orders/:orderId", { params: { orderId } });
  const points = useApi("GET /v1/me/points");
  return { order, points: points.data ?? null };
}

/** What is chosen to go back, with the preview of exactly that, always of the newest choice. */
export function useChoice(order: RefundOrder) {
  const [counts, setCounts] = useState<Readonly<Record<string, number>>>({});
  const lines = order.lines
    .map(({ lineId }) => ({ lineId, quantity: counts[lineId] ?? 0 }))
    .filter(({ quantity }) => quantity > 0);
  const preview = useApi(
    "POST /v1/orders/:orderId/refunds/preview",
    { params: { orderId: order.id }, body: { lines } },
    { isOn: lines.length > 0, keepsLast: true },
  );
  return {
    counts,
    lines,
    preview,
    /** The preview of another choice may still be on show: it must not be confirmed. */
    isCurrent: lines.length > 0 && preview.data !== undefined && !preview.isPlaceholderData,
    setCount: (lineId: string, count: number) => setCounts({ ...counts, [lineId]: count }),
    chooseAll: () =>
      setCounts(Object.fromEntries(order.lines.map((line) => [line.lineId, leftOf(line)]))),
  };
}

/** Sends the request. One act has one number, so that trying again after a lost network asks for nothing twice. */
export function useRequest(orderId: string) {
  const send = useSend("POST /v1/orders/:orderId/refunds", changed);
  const act = useRef<{ of: string; refundId: string } | null>(null);
  const request = async (wish: Omit<Body, "refundId">): Promise<Refund> => {
    const of = JSON.stringify(wish);
    if (act.current?.of !== of) act.current = { of, refundId: newId("ref") };
    const { refundId } = act.current;
    return await send.mutateAsync({ params: { orderId }, body: { refundId, ...wish } });
  };
  const isChanged = send.error instanceof Refusal && send.error.code === "refund_changed";
  return {
    request,
    isBusy: send.isPending,
    error: isChanged ? null : send.error,
    reset: send.reset,
  };
}

/** Whether a request was refused because its preview no longer holds. */
export const isOutdated = (error: unknown): boolean =>
  error instanceof Refusal && error.code === "refund_changed";

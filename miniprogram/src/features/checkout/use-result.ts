import { useEffect, useState } from "react";
import type { Answer } from "@/lib/api";
import { refresh, useApi } from "@/lib/query";

type Payment = Answer<"GET /v1/orders/:orderId/payment">;

/** What the server knows of a payment, in the words of the page. */
export type Verdict = "asking" | "paid" | "unpaid" | "closed" | "disputed";

/** So often, and so long, the server is asked before it is said that nothing has come. */
const EVERY_MS = 1_500;
const PATIENCE_MS = 8_000;

function verdictOf(payment: Payment | undefined, isPatient: boolean): Verdict {
  if (payment === undefined) return "asking";
  if (payment.isPaid) return "paid";
  if (payment.state === "closed") return "closed";
  if (payment.state === "surplus" || payment.state === "disputed") return "disputed";
  return isPatient ? "asking" : "unpaid";
}

/**
 * Asks the server what came of a payment until it is decided, or patience ends; what the phone said does not count, but
 * whoever saw the payment fail or gave it up can pay on at once.
 */
export function useResult(orderId: string, isGivenUp: boolean) {
  const [since, setSince] = useState(() => Date.now());
  const [isPatient, setPatient] = useState(true);
  const [isOff, setOff] = useState(isGivenUp);
  useEffect(() => {
    const timer = setTimeout(() => setPatient(false), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [since]);
  const payment = useApi(
    "GET /v1/orders/:orderId/payment",
    { params: { orderId } },
    { isOn: orderId !== "", everyMs: isPatient ? EVERY_MS : false },
  );
  const verdict = verdictOf(payment.data, isPatient && !isOff);
  const isPaid = verdict === "paid";
  useEffect(() => {
    if (!isPaid) return;
    void refresh([
      "GET /v1/orders",
      "GET /v1/orders/counts",
      "GET /v1/orders/:orderId",
      "GET /v1/me/standing",
    ]);
    setPatient(false);
  }, [isPaid]);
  return {
    verdict,
    payment: payment.data,
    error: payment.error,
    askAgain: () => {
      setOff(false);
      setPatient(true);
      setSince(Date.now());
      void payment.refetch();
    },
  };
}

/** The points that an order brings; null as long as they are on their way. */
export function useEarned(orderId: string, isPaid: boolean) {
  const [isWaiting, setWaiting] = useState(true);
  const points = useApi(
    "GET /v1/me/points",
    {},
    { isOn: isPaid, everyMs: isPaid && isWaiting ? EVERY_MS : false },
  );
  const lot = points.data?.pendingLots.find((one) => one.orderId === orderId) ?? null;
  const isFound = lot !== null;
  useEffect(() => {
    if (!isPaid) return;
    const timer = setTimeout(() => setWaiting(false), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isPaid]);
  useEffect(() => {
    if (!isFound) return;
    setWaiting(false);
    void refresh(["GET /v1/me/standing", "GET /v1/me/tier"]);
  }, [isFound]);
  return lot;
}

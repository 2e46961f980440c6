import { z } from "zod";

const count = z.int().min(1).max(100_000).default(1);
const milliseconds = z
  .int()
  .min(0)
  .max(86_400_000 * 30);

/** How a notification can be spoiled while it is sent. */
export const spoilKinds = [
  "wrong_amount",
  "foreign_mchid",
  "foreign_appid",
  "bad_signature",
  "old_timestamp",
  "unknown_serial",
  "tampered_ciphertext",
  "truncated",
  "signtest",
  "drop",
] as const;

const notificationTarget = {
  on: z.literal("notification"),
  event: z.enum(["TRANSACTION", "REFUND"]).optional(),
  out_trade_no: z.string().optional(),
  count,
};
const requestTarget = {
  on: z.literal("request"),
  method: z.enum(["GET", "POST"]).optional(),
  /** `*` stands for any characters; the query is not looked at. */
  path: z.string().startsWith("/"),
  count,
};

const notificationFault = z.discriminatedUnion("kind", [
  z.strictObject({
    ...notificationTarget,
    kind: z.literal("duplicate"),
    copies: z.int().min(1).max(200).default(1),
  }),
  z.strictObject({ ...notificationTarget, kind: z.literal("delay"), ms: milliseconds }),
  z.strictObject({ ...notificationTarget, kind: z.literal("reorder") }),
  z.strictObject({ ...notificationTarget, kind: z.enum(spoilKinds) }),
]);
const requestFault = z.discriminatedUnion("kind", [
  z.strictObject({
    ...requestTarget,
    kind: z.literal("status"),
    status: z.literal([429, 500, 502, 503]),
  }),
  z.strictObject({
    ...requestTarget,
    kind: z.literal("errcode"),
    errcode: z.int(),
    errmsg: z.string().optional(),
  }),
  z.strictObject({
    ...requestTarget,
    kind: z.literal("timeout_after_commit"),
    answer_after_ms: milliseconds.optional(),
  }),
  z.strictObject({ ...requestTarget, kind: z.literal("slow"), ms: milliseconds }),
  z.strictObject({
    ...requestTarget,
    kind: z.enum(["truncated_answer", "reset", "bad_answer_signature"]),
  }),
]);
const refundFault = z.strictObject({
  on: z.literal("refund"),
  kind: z.enum(["abnormal", "closed", "not_enough"]),
  out_trade_no: z.string().optional(),
  count,
});

/** The shape of one fault as `POST /__sandbox/faults` takes it. */
export const faultSchema = z.union([notificationFault, requestFault, refundFault]);

/** A fault still to happen; `count` says how many times. */
export type Fault = z.infer<typeof faultSchema>;
/** A fault on notifications WeChat sends. */
export type NotificationFault = z.infer<typeof notificationFault>;
/** A fault on requests WeChat receives. */
export type RequestFault = z.infer<typeof requestFault>;
/** The outcome of a refund other than success. */
export type RefundFault = z.infer<typeof refundFault>;
/** One way to spoil a single send. */
export type Spoil = (typeof spoilKinds)[number];

/** The faults still to happen, in the order they were set; they live in memory only. */
export interface Faults {
  add(fault: Fault): void;
  list(): readonly Fault[];
  clear(): void;
  takeForRequest(method: string, path: string): RequestFault | undefined;
  takeForRefund(outTradeNo: string): RefundFault | undefined;
  /** Takes the next fault of the given kinds that fits this notification. */
  takeForNotification<K extends NotificationFault["kind"]>(
    event: "TRANSACTION" | "REFUND",
    outTradeNo: string,
    kinds: readonly K[],
  ): Extract<NotificationFault, { readonly kind: K }> | undefined;
}

function pathMatches(pattern: string, path: string): boolean {
  const parts = pattern.split("*");
  const escaped = parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${escaped.join(".*")}$`).test(path);
}

/** Makes an empty list of faults. */
export function createFaults(): Faults {
  let waiting: { fault: Fault; left: number }[] = [];
  function take<F extends Fault>(fits: (fault: Fault) => fault is F): F | undefined {
    for (const entry of waiting) {
      if (!fits(entry.fault)) continue;
      entry.left -= 1;
      waiting = waiting.filter(({ left }) => left > 0);
      return entry.fault;
    }
    return undefined;
  }
  return {
    add: (fault) => void waiting.push({ fault, left: fault.count }),
    list: () => waiting.map(({ fault, left }) => ({ ...fault, count: left })),
    clear: () => void (waiting = []),
    takeForRequest: (method, path) =>
      take(
        (fault): fault is RequestFault =>
          fault.on === "request" &&
          (fault.method === undefined || fault.method === method) &&
          pathMatches(fault.path, path),
      ),
    takeForRefund: (outTradeNo) =>
      take(
        (fault): fault is RefundFault =>
          fault.on === "refund" &&
          (fault.out_trade_no === undefined || fault.out_trade_no === outTradeNo),
      ),
    takeForNotification<K extends NotificationFault["kind"]>(
      event: "TRANSACTION" | "REFUND",
      outTradeNo: string,
      kinds: readonly K[],
    ) {
      type Wanted = Extract<NotificationFault, { readonly kind: K }>;
      const wanted: ReadonlySet<string> = new Set(kinds);
      return take(
        (fault): fault is Wanted =>
          fault.on === "notification" &&
          wanted.has(fault.kind) &&
          (fault.event === undefined || fault.event === event) &&
          (fault.out_trade_no === undefined || fault.out_trade_no === outTradeNo),
      );
    },
  };
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const payment = [10 * SECOND, 30 * SECOND, MINUTE, 3 * MINUTE, 5 * MINUTE, 10 * MINUTE];
const refund = [MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 6 * 60 * MINUTE];

/** How long to wait before asking WeChat again, in milliseconds: longer each time, then the longest. */
export const queryPauses = {
  first: payment[0] ?? 10 * SECOND,
  /** After so many queries of a payment. */
  payment: (queries: number): number => payment[queries] ?? 10 * MINUTE,
  /** After so many attempts at a refund, sending or asking. */
  refund: (attempts: number): number => refund[attempts - 1] ?? 6 * 60 * MINUTE,
} as const;

/** One invariant that `npm run audit` recounts, read-only. */
export type AuditCheck = {
  /** The invariant's number, `I2`. */
  readonly code: string;
  /** What must hold, one Chinese line. */
  readonly title: string;
  /** Recounts; one sentence per violation (at most 20), and how many things were looked at. */
  run(): Promise<{ checked: number; violations: string[] }>;
};

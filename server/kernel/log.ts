import { pino, type Logger } from "pino";

/** The structured log of one process or request. */
export type Log = Pick<Logger, "debug" | "info" | "warn" | "error"> & {
  child(bindings: Record<string, unknown>): Log;
};

const secretKeys = [
  "phone",
  "openid",
  "unionid",
  "token",
  "password",
  "authorization",
  "cookie",
  "secret",
  "code",
  "sessionKey",
];

/**
 * Hides what may slip into free text: mobile numbers, bearer tokens and WeChat openids (28 characters starting `o`),
 * so that a careless message still leaves nothing personal in a log.
 */
export function scrub(text: string): string {
  return text
    .replace(/(?<!\d)1[3-9]\d{9}(?!\d)/g, "1**********")
    .replace(/Bearer\s+[\w.~+/=-]+/gi, "Bearer ***")
    .replace(/(?<![\w-])o[\w-]{27}(?![\w-])/g, "o***");
}

/** Makes a JSON log on a stream; personal fields are removed by name and personal texts by shape. */
export function createLog(options: { level: string; stream?: { write(line: string): void } }): Log {
  const sink = options.stream ?? process.stdout;
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
        censor: "***",
      },
      serializers: { err: pino.stdSerializers.err },
    },
    { write: (line: string) => sink.write(scrub(line)) },
  );
}

/** Joins values into a bill line: every value behind a backtick, commas between. */
export function billLine(values: readonly string[]): string {
  return values.map((value) => `\`${value.replaceAll(/[\r\n]/g, " ")}`).join(",");
}

/** Puts a bill together: byte order mark, header, rows, summary header, summary row, CRLF after each. */
export function billText(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  summaryHeader: readonly string[],
  summary: readonly string[],
): string {
  const lines = [
    header.join(","),
    ...rows.map(billLine),
    summaryHeader.join(","),
    billLine(summary),
  ];
  return `\uFEFF${lines.map((line) => `${line}\r\n`).join("")}`;
}

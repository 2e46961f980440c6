type Named<Row> = { readonly title: string; readonly text: (row: Row) => string };

/**
 * Rows as CSV with a line of titles. A cell that a spreadsheet would take for a formula is kept as text by an apostrophe:
 * shoppers choose their names themselves.
 */
export function csvOf<Row>(columns: readonly Named<Row>[], rows: readonly Row[]): string {
  const lines = rows.map((row) => columns.map(({ text }) => cell(text(row))).join(","));
  return `${[columns.map(({ title }) => cell(title)).join(","), ...lines].join("\r\n")}\r\n`;
}

function cell(text: string): string {
  const safe = /^[=+@\t\r]/.test(text) || /^-(?![\d.]+$)/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

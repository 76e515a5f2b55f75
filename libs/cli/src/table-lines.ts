/** Columns set under one another; the first row is the head. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

export function timeText(epochMs: number | bigint | undefined): string {
  if (epochMs === undefined) return '';
  const time = new Date(Number(epochMs));
  // Not every number of milliseconds is a time.
  return Number.isNaN(time.getTime())
    ? String(epochMs)
    : time.toISOString().slice(0, 19).replace('T', ' ');
}

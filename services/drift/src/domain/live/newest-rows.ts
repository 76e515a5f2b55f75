/** Of rows with the same key the one of the newest revision, as one statement may write a row once. */
export function newestRows<Row extends { readonly revision: number }>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Row[] {
  const newest = new Map<string, Row>();
  for (const row of rows) {
    const known = newest.get(keyOf(row));
    if (known === undefined || known.revision <= row.revision) newest.set(keyOf(row), row);
  }
  return [...newest.values()];
}

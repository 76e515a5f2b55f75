/** A plain text table, first column to the left, figures to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const lines = [head, ...rows];
  const widths = head.map((_, c) => Math.max(...lines.map((line) => line[c]?.length ?? 0)));
  return lines.map(
    (line) =>
      '  ' +
      widths
        .map((width, c) =>
          c === 0 ? (line[c] ?? '').padEnd(width) : (line[c] ?? '').padStart(width),
        )
        .join('  '),
  );
}

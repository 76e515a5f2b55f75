import type { ImportOutcome } from './import-files.ts';

/** What a reader wants to know of an import: the files that were used, those left out and why, what came of it. */
export function outcomeLines(outcome: ImportOutcome): string[] {
  const { used, left_out, dataset, replaced, warnings } = outcome;
  const width = Math.max(...used.map(({ file }) => file.length));
  return [
    `Used ${count(used.length, 'file')}:`,
    ...used.map(
      ({ file, rows, metrics }) =>
        `  ${file.padEnd(width)}  ${count(rows, 'row')}  ${metrics.join(', ')}`,
    ),
    ...(left_out.length === 0 ? [] : ['Left out:']),
    ...left_out.map(({ file, reason }) => `  ${file}  ${reason}`),
    ...(replaced === 0
      ? []
      : [`${count(replaced, 'value')} gave way to a later one of the same service and time.`]),
    ...warnings,
    `Published ${count(dataset.rows, 'row')} of ${count(dataset.services, 'service')}, ` +
      `${time(dataset.first_event)} to ${time(dataset.last_event)}, as ${dataset.source ?? ''}.`,
  ];
}

const count = (n: number, what: string): string =>
  `${n.toLocaleString('en-US')} ${what}${n === 1 ? '' : 's'}`;

const time = (epochMs: number): string =>
  `${new Date(epochMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

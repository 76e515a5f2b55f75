import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, platform, release } from 'node:os';
import { join } from 'node:path';
import { repoRoot } from '@headroom/embedded';
import { format } from 'prettier';

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** A GitHub table; the first row is its head. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');
}

export interface Section {
  /** `bench:registry`: the npm script, which is also the section's mark. */
  readonly command: string;
  readonly title: string;
  /** What was measured, how, and the table. */
  readonly body: string;
}

/** Puts a section into BENCHMARKS.md in the place of its last one, and prints it. */
export async function writeSection({ command, title, body }: Section): Promise<void> {
  const file = join(repoRoot, 'BENCHMARKS.md');
  const [begin, end] = [`<!-- ${command} -->`, `<!-- /${command} -->`];
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${platform()} ${release()}, Node ${process.versions.node}`;
  const text = `${begin}\n\n## ${title}\n\n\`npm run ${command}\` · ${machine} · ${new Date().toISOString().slice(0, 10)}\n\n${body}\n\n${end}`;
  const old = existsSync(file) ? readFileSync(file, 'utf8') : '# Benchmarks\n';
  const [from, to] = [old.indexOf(begin), old.indexOf(end)];
  const next =
    from < 0 || to < 0
      ? `${old.trimEnd()}\n\n${text}\n`
      : old.slice(0, from) + text + old.slice(to + end.length);
  writeFileSync(file, await format(next, { parser: 'markdown' }));
  process.stdout.write(`\n${title}\n\n${body}\n`);
}

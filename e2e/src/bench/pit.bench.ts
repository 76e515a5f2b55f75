/** `npm run bench:pit`: point-in-time joins against genuine Feast, in one run, turn by turn. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { runCommand } from '@headroom/embedded';
import { z } from 'zod';
import { peerPython } from '../peers/peer-python.ts';
import { markdownTable, median, writeSection } from './measure/results.ts';
import { withServices } from './measure/services.ts';

const Measured = z.object({
  seconds: z.record(z.string(), z.array(z.number())),
  present: z.int(),
});

await runCommand(async (caller) => {
  const python = await peerPython('feast');
  const measured = await withServices(
    caller,
    { services: ['features'], env: { HEADROOM_CADENCE: '1h' } },
    async ({ stack, services }) => {
      caller.progress('point-in-time joins …');
      return measure(python, stack.addresses.postgresUrl, services.url('features'));
    },
  );
  const sides = Object.entries(measured.seconds);
  const own = median(measured.seconds['Headroom'] ?? []);
  const s = (value: number) => `${value.toFixed(3)} s`;
  await writeSection({
    command: 'bench:pit',
    title: 'Point-in-time join against Feast',
    body: `100,000 rows × 20 float64 features of 1,000 entities, 10,000 entity rows, ttl 2 days: from an entity frame in pandas to a
frame with the features in pandas. Ours over HTTP (Arrow both ways), features and Postgres on this machine; Feast's Postgres
offline store on the same server, with an index. ${measured.present.toLocaleString('en')} rows found; the three answers are equal to the last bit.

${markdownTable([
  ['', 'median', 'fastest', 'slowest', ''],
  ...sides.map(([name, seconds]) => [
    name,
    s(median(seconds)),
    s(Math.min(...seconds)),
    s(Math.max(...seconds)),
    name === 'Headroom' ? '' : `${(median(seconds) / own).toFixed(1)}× as long`,
  ]),
])}`,
  });
  return 0;
});

async function measure(python: string, postgres: string, url: string) {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-pit-'));
  try {
    const program = join(import.meta.dirname, 'pit/pit.py');
    const child = spawn(python, [program, folder, postgres, url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const closed = once(child, 'close');
    const output = await text(child.stdout);
    const [code] = z
      .tuple([z.unknown()])
      .rest(z.unknown())
      .parse(await closed);
    if (code !== 0) throw new Error(`pit.py ended with ${String(code)}`);
    return Measured.parse(JSON.parse(output));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

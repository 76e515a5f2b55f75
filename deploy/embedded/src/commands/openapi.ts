/** `npm run openapi`: publishes what the running services tell of their HTTP APIs, in `docs/openapi/`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { format } from 'prettier';
import { repoRoot } from '../paths.ts';
import { presentServices, servicePort } from '../services.ts';
import { SetupError } from '../setup-error.ts';
import { print, runCommand } from '../terminal.ts';

await runCommand(async () => {
  const folder = join(repoRoot, 'docs/openapi');
  mkdirSync(folder, { recursive: true });
  for (const name of presentServices()) {
    const url = `http://127.0.0.1:${servicePort(process.env, name)}/openapi.json`;
    const document = await textOf(url).catch(() => null);
    if (document === null)
      throw new SetupError(`${name} does not answer at ${url}; run npm start first`);
    const path = join(folder, `${name}.json`);
    writeFileSync(path, await format(document, { parser: 'json', printWidth: 100 }));
    print(path);
  }
  return 0;
});

/** Not by `fetch`, which refuses Feast's port 6566 (it was X11's once). */
function textOf(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, (answer) => {
      if (answer.statusCode === 200) text(answer).then(resolve, reject);
      else reject(new Error(`${url} answered ${String(answer.statusCode)}`));
    }).once('error', reject);
  });
}

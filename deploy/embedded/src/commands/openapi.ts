/** `npm run openapi`: publishes what the running services tell of their HTTP APIs, in `docs/openapi/`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok) throw new SetupError(`${name} does not answer at ${url}; run npm start first`);
    const path = join(folder, `${name}.json`);
    writeFileSync(path, await format(await answer.text(), { parser: 'json', printWidth: 100 }));
    print(path);
  }
  return 0;
});

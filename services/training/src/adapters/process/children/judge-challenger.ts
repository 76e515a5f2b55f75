/**
 * Child program: one challenger against the champion. The request is one JSON line on stdin, the answer one on stdout; when
 * stdin closes, whoever asked is gone, and so is the child.
 */
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { FolderObjectStore, ParquetFiles } from '@headroom/storage';
import { judgeChallenger } from '../../../usecases/judge-challenger.ts';
import { failureOf } from '../child-protocol.ts';
import { JudgeRequest, type JudgeMessage } from '../judge-protocol.ts';

async function answer(line: string): Promise<JudgeMessage> {
  try {
    const { job, objectRoot } = JudgeRequest.parse(JSON.parse(line));
    const objects = await FolderObjectStore.open(objectRoot);
    const ports = {
      objects,
      parquet: await ParquetFiles.open(),
      readText: async (file: Parameters<typeof objects.fetch>[0]) =>
        readFile(await objects.fetch(file), 'utf8'),
      clock: () => performance.now(),
    };
    return { event: 'result', gates: await judgeChallenger(ports, job) };
  } catch (error) {
    return failureOf(error);
  }
}

const lines = createInterface({ input: process.stdin });
lines.once('close', () => process.exit(1));
lines.once('line', (line) => {
  void answer(line).then((given) =>
    process.stdout.write(`${JSON.stringify(given)}\n`, () => process.exit(0)),
  );
});

import { describe, expect, it, vi } from 'vitest';
import { converse } from './line-child.ts';

/** Node running a few lines of a program that has `line` (the request) and `tell`. */
const talk = (
  program: string,
  signal: AbortSignal = new AbortController().signal,
  onStart: (pid: number) => void = () => undefined,
) =>
  converse({
    name: 'the child',
    command: process.execPath,
    args: [
      '-e',
      `const tell = (text) => process.stdout.write(text + '\\n');
       process.stdin.once('data', (data) => { const line = JSON.parse(data); ${program} });
       process.stdin.once('end', () => process.exit(9));`,
    ],
    request: () => ({ number: 20 }),
    onLine: (line) => {
      if (line.startsWith('no')) throw new Error(line);
      return line.startsWith('answer') ? line : undefined;
    },
    onStart,
    signal,
  });

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('converse', () => {
  it('sends the request and gives back the answer, whatever else is told', async () => {
    const program = `tell('one'); tell('answer ' + (line.number + 1)); tell('two'); process.exit()`;
    expect(await talk(program)).toBe('answer 21');
  });

  it('tells how a child ended that gave no answer, and what it complained of', async () => {
    await expect(
      talk(`process.stderr.write('out of luck\\n', () => process.exit(3))`),
    ).rejects.toThrow('the child ended (exit code 3) without an answer: out of luck');
    await expect(talk(`process.kill(process.pid, 'SIGKILL')`)).rejects.toMatchObject({
      code: 'TASK_FAILED',
      message: 'the child ended (SIGKILL) without an answer',
    });
  });

  it('ends a child whose request cannot be made, and tells why', async () => {
    await expect(
      converse({
        name: 'it',
        command: process.execPath,
        args: ['-e', 'process.stdin.resume()'],
        request: async () => Promise.reject(new Error('no rows')),
        onLine: () => undefined,
        signal: new AbortController().signal,
      }),
    ).rejects.toThrow('no rows');
  });

  it('ends a child whose line is refused', async () => {
    await expect(talk(`tell('no such thing'); tell('answer')`)).rejects.toThrow('no such thing');
  });

  it('says that a program cannot be started', async () => {
    const missing = converse({
      name: 'the child',
      command: '/nowhere/python',
      args: [],
      request: () => ({}),
      onLine: () => undefined,
      signal: new AbortController().signal,
    });
    await expect(missing).rejects.toThrow('the child did not start: spawn /nowhere/python ENOENT');
  });

  it('kills the child when it is aborted, and rejects once it is gone', async () => {
    const stop = new AbortController();
    let pid = 0;
    const talking = talk('', stop.signal, (started) => (pid = started));
    await vi.waitUntil(() => pid > 0);
    stop.abort(new Error('enough'));
    await expect(talking).rejects.toThrow('enough');
    expect(isAlive(pid)).toBe(false);
    await expect(talk('', stop.signal)).rejects.toThrow('enough');
  });
});

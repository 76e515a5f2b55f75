import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Runs one of a service's child programs on one request, a JSON line, to its answer, another. */
export async function askChild(program: string, request: unknown): Promise<unknown> {
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.write(`${JSON.stringify(request)}\n`);
  try {
    for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line);
  } finally {
    child.stdin.destroy();
  }
  throw new Error(`${program} ended without an answer; what it said is above`);
}

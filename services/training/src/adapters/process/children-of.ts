import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Ids of a process's own children whose command line holds the text. */
export async function childrenOf(parent: number, text: string): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'ppid=,pid=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [, ppid, pid, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(ppid) === parent && args.includes(text) ? [Number(pid)] : [];
  });
}

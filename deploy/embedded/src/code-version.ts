import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { repoRoot } from './paths.ts';

/**
 * The commit that is checked out. Undefined where there is no git, or where the folder is no checkout of its own: an
 * unpacked archive may lie in somebody else's.
 * @param folder the root of the checkout
 */
export async function codeVersion(folder = repoRoot): Promise<string | undefined> {
  try {
    const args = ['rev-parse', '--show-prefix', 'HEAD'];
    const { stdout } = await promisify(execFile)('git', args, { cwd: folder });
    const [within, commit] = stdout.split('\n');
    return within === '' ? commit : undefined;
  } catch {
    return undefined;
  }
}

import { pythonInterpreter } from '@headroom/embedded';

/**
 * Path of a Python interpreter with the boosting libraries. The first call on a machine installs them, which takes
 * minutes; `npm test` does that before any test.
 */
export function testPython(): Promise<string> {
  return pythonInterpreter({
    progress: (line) => process.stderr.write(`${line}\n`),
    stopping: new AbortController().signal,
  });
}

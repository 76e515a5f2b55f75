import { readFileSync } from 'node:fs';
import { parse, YAMLParseError } from 'yaml';
import { CommandError } from '../command-error.ts';

/**
 * The content of a file in YAML or JSON, which YAML includes.
 * @param what the reader gave the file for: begins the message
 */
export function readYaml(path: string, what: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new CommandError(
      'NOT_FOUND',
      `${what}: ${path} cannot be read; name a YAML or JSON file.`,
    );
  }
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new CommandError('INVALID_REQUEST', `${what}: ${path}: ${error.message}`);
  }
}

import { readFileSync } from 'node:fs';
import { parse, YAMLParseError } from 'yaml';
import { CommandError } from '../command-error.ts';

/** The content of a mapping file in YAML or JSON, which YAML includes. Its fields are ingestion's to judge. */
export function readMapping(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new CommandError('NOT_FOUND', `--map: ${path} cannot be read; name a YAML or JSON file.`);
  }
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new CommandError('INVALID_REQUEST', `--map: ${path}: ${error.message}`);
  }
}

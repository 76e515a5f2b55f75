import type { z } from 'zod';
import { deadLetter } from '../outcome.ts';
import type { DeadLetterOutcome } from '../outcome.ts';

type Issue = z.core.$ZodIssue;
type Reason = 'MISSING_FIELD' | 'WRONG_TYPE' | 'OUT_OF_BOUNDS' | 'BAD_TIMESTAMP';

/** The first thing that a schema has against a body, as the reason of a dead letter with field, value and fix. */
export function rejectionOf(error: z.ZodError, body: unknown): DeadLetterOutcome {
  const issue = error.issues[0];
  if (issue === undefined) return deadLetter('WRONG_TYPE', 'the body does not match its schema');
  const path = issue.path.map(String).join('.');
  const value = valueAt(body, issue.path);
  const field = path === '' ? 'the body' : path;
  const reason = reasonOf(issue, value);
  return deadLetter(reason, messageOf(reason, field, value, issue), path === '' ? undefined : path);
}

function reasonOf(issue: Issue, value: unknown): Reason {
  if (value === undefined) return 'MISSING_FIELD';
  if (issue.path.at(-1) === 'timestamp') return 'BAD_TIMESTAMP';
  switch (issue.code) {
    case 'too_big':
    case 'too_small':
    case 'invalid_format':
    case 'not_multiple_of':
      return 'OUT_OF_BOUNDS';
    case 'invalid_value':
      return issue.values.some((allowed) => typeof allowed === typeof value)
        ? 'OUT_OF_BOUNDS'
        : 'WRONG_TYPE';
    default:
      return 'WRONG_TYPE';
  }
}

function messageOf(reason: Reason, field: string, value: unknown, issue: Issue): string {
  const shown = shorten(value);
  switch (reason) {
    case 'MISSING_FIELD':
      return `${field} is missing; send it with every message`;
    case 'BAD_TIMESTAMP':
      return `${field} is ${shown}; send RFC 3339 with a zone (2025-01-01T00:00:00Z) or epoch milliseconds`;
    case 'OUT_OF_BOUNDS':
      return `${field} is ${shown}, outside its bounds; send a value that fits: ${issue.message}`;
    case 'WRONG_TYPE':
      return `${field} is ${shown}, of a wrong type; send what the schema says: ${issue.message}`;
  }
}

const shorten = (value: unknown) => {
  const json = JSON.stringify(value) as string | undefined;
  return json === undefined ? 'absent' : json.slice(0, 100);
};

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  let at = body;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Reflect.get(at, key);
  }
  return at;
}

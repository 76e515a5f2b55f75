import { invalidParameter } from '../mlflow-error.ts';
import { tokensOf } from './tokens.ts';

export interface Order {
  /** As written, quotes included. */
  readonly identifier: string;
  readonly ascending: boolean;
}

/**
 * One clause of order_by: an identifier, then ASC or DESC or nothing.
 *
 * @throws INVALID_PARAMETER_VALUE
 */
export function parseOrderBy(clause: string): Order {
  const [name, direction, ...rest] = tokensOf(clause);
  if (name?.kind !== 'name' || rest.length > 0) {
    throw invalidParameter(`Invalid order_by clause '${clause}'. Could not be parsed.`);
  }
  if (direction === undefined) return { identifier: name.text, ascending: true };
  const word = direction.text.toLowerCase();
  if (word !== 'asc' && word !== 'desc') {
    throw invalidParameter(`Invalid ordering key in order_by clause '${clause}'.`);
  }
  return { identifier: name.text, ascending: word === 'asc' };
}

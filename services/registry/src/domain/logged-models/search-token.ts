import { invalidParameter } from '../mlflow-error.ts';
import { z } from 'zod';

/** One field of an order, as clients send it. */
export interface LoggedModelOrder {
  readonly field_name: string;
  readonly ascending: boolean;
  readonly dataset_name: string | null;
  readonly dataset_digest: string | null;
}

export interface LoggedModelSearch {
  readonly experimentIds: readonly string[];
  readonly filter: string | null;
  readonly orderBy: readonly LoggedModelOrder[] | null;
}

const Token = z.object({
  experiment_ids: z.array(z.string()),
  filter_string: z.string().nullable(),
  order_by: z.array(z.unknown()).nullable(),
  offset: z.number(),
});

/** MLflow's token of these searches holds the search itself, so that a page of another one is refused. */
export const searchToken = (search: LoggedModelSearch, offset: number): string =>
  Buffer.from(
    JSON.stringify({
      experiment_ids: search.experimentIds,
      filter_string: search.filter,
      order_by: search.orderBy,
      offset,
    }),
  ).toString('base64');

/** Where the page begins. @throws INVALID_PARAMETER_VALUE for a token of another search */
export function searchOffset(token: string, search: LoggedModelSearch): number {
  if (token === '') return 0;
  const held = tokenOf(token);
  const differs = (what: string, expected: unknown, found: unknown) =>
    invalidParameter(
      `${what} in the page token does not match the requested ${what.toLowerCase()}. Expected: ${shown(expected)}. Found: ${shown(found)}`,
    );
  if (!same(held.experiment_ids, search.experimentIds)) {
    throw differs('Experiment IDs', search.experimentIds, held.experiment_ids);
  }
  if (held.filter_string !== search.filter) {
    throw differs('Filter string', search.filter, held.filter_string);
  }
  if (!same(held.order_by, search.orderBy)) {
    throw differs('Order by', search.orderBy, held.order_by);
  }
  return held.offset;
}

function tokenOf(token: string): z.output<typeof Token> {
  try {
    return Token.parse(JSON.parse(Buffer.from(token, 'base64').toString()));
  } catch {
    throw invalidParameter(`Invalid page token: ${token}`);
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const shown = (value: unknown): string =>
  typeof value === 'string' ? value : value === null ? 'None' : JSON.stringify(value);

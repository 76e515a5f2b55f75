import { invalidParameter, MlflowError } from '../../../../domain/mlflow-error.ts';
import { offsetOf } from '../../../../domain/page-token.ts';
import {
  MODEL_SEARCH,
  parseModelFilter,
  parseModelOrder,
  parseVersionOrder,
  VERSION_SEARCH,
} from '../../../../domain/search/model-filter.ts';
import { call, JsonText, type Call } from '../call.ts';
import { anArray, aString, atMost, intLike, ofStrings, type Checks } from '../checks.ts';
import { list, optionalInt64, string } from '../fields.ts';
import type { ModelApi } from './model-api.ts';

const Search = { filter: string, max_results: optionalInt64, order_by: list(string), page_token: string };
const checks = (most: number): Checks => ({
  filter: [aString],
  max_results: [intLike, atMost(most)],
  order_by: [anArray, ofStrings],
  page_token: [aString],
});

const NEWEST_FIRST = ['last_updated_timestamp DESC', 'name ASC', 'version_number DESC'];

/** Searches over registered models and their versions. */
export const modelSearchCalls = ({ search }: ModelApi): Call[] => [
  call({
    method: 'GET',
    path: '/mlflow/registered-models/search',
    request: Search,
    checks: checks(1_000),
    handle: async ({ filter, max_results = 100, order_by, page_token }) => {
      // One more than asked is looked for: what is an error of the database there begins at -2.
      if (max_results < -1) throw new MlflowError('BAD_REQUEST', 'LIMIT must not be negative');
      return new JsonText(
        await search.models({
          conditions: parseModelFilter(filter, MODEL_SEARCH),
          order: parseModelOrder(order_by),
          offset: offsetOf(page_token),
          maxResults: Number(max_results),
        }),
      );
    },
  }),
  call({
    method: 'GET',
    path: '/mlflow/model-versions/search',
    request: Search,
    checks: checks(200_000),
    handle: async ({ filter, max_results = 200_000, order_by, page_token }) => {
      if (max_results < 1) {
        throw invalidParameter(
          `Invalid value for max_results. It must be a positive integer, but got ${max_results}`,
        );
      }
      return new JsonText(
        await search.versions({
          conditions: parseModelFilter(filter, VERSION_SEARCH),
          order: parseVersionOrder(order_by.length === 0 ? NEWEST_FIRST : order_by),
          offset: offsetOf(page_token),
          maxResults: Number(max_results),
        }),
      );
    },
  }),
];

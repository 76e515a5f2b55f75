import { experimentNumber } from '../../../../domain/logged-models/checks.ts';
import {
  searchOffset,
  searchToken,
  type LoggedModelSearch,
} from '../../../../domain/logged-models/search-token.ts';
import { invalidParameter } from '../../../../domain/mlflow-error.ts';
import { parseLoggedModelFilter } from '../../../../domain/search/logged-model-filter.ts';
import type { Sql } from '@headroom/storage';
import { searchLoggedModels } from '../../../postgres/logged-models/search-logged-models.ts';
import { call, JsonText, type Call } from '../call.ts';
import { anArray, aString, intLike, ofStrings, required } from '../checks.ts';
import { int64, list, nested, optionalBoolean, string } from '../fields.ts';

const PAGE = 100;
const nullIfEmpty = (text: string): string | null => (text === '' ? null : text);

export const loggedModelSearch = (db: Pick<Sql, 'query'>): Call =>
  call({
    method: 'POST',
    path: '/mlflow/logged-models/search',
    request: {
      experiment_ids: list(string),
      filter: string,
      datasets: list(nested({ dataset_name: string, dataset_digest: string })),
      max_results: int64,
      order_by: list(
        nested({
          field_name: string,
          ascending: optionalBoolean,
          dataset_name: string,
          dataset_digest: string,
        }),
      ),
      page_token: string,
    },
    checks: {
      experiment_ids: [anArray, ofStrings, required],
      filter: [aString],
      datasets: [anArray],
      max_results: [intLike],
      order_by: [anArray],
      page_token: [aString],
    },
    handle: async (request) => {
      if (request.datasets.some(({ dataset_name }) => dataset_name === '')) {
        throw invalidParameter('`dataset_name` in the `datasets` clause must be specified.');
      }
      const order = request.order_by.map((one) => ({
        field_name: one.field_name,
        ascending: one.ascending ?? true,
        dataset_name: nullIfEmpty(one.dataset_name),
        dataset_digest: nullIfEmpty(one.dataset_digest),
      }));
      const search: LoggedModelSearch = {
        experimentIds: request.experiment_ids,
        filter: nullIfEmpty(request.filter),
        orderBy: order.length === 0 ? null : order,
      };
      const offset = searchOffset(request.page_token, search);
      const asked = Number(request.max_results);
      const maxResults = asked === 0 ? PAGE : Math.max(asked, 0);
      const page = await searchLoggedModels(db, {
        experimentIds: request.experiment_ids.map(experimentNumber),
        conditions: parseLoggedModelFilter(request.filter),
        datasets: request.datasets.map(({ dataset_name, dataset_digest }) => ({
          name: dataset_name,
          digest: nullIfEmpty(dataset_digest),
        })),
        order,
        maxResults,
        offset,
      });
      const items = page.items === null ? [] : [`"models":${page.items}`];
      const token = page.more
        ? [`"next_page_token":"${searchToken(search, offset + maxResults)}"`]
        : [];
      return new JsonText(`{${[...items, ...token].join(',')}}`);
    },
  });

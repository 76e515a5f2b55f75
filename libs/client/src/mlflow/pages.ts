import { z } from 'zod';
import type { MlflowServer } from '../adapters/mlflow-server.ts';
import { Experiment, LoggedModel, Metric, ModelVersion, RegisteredModel, Run } from './answers.ts';

const token = { next_page_token: z.string().optional() };
const Experiments = z.object({ experiments: z.array(Experiment).default([]), ...token });
const Runs = z.object({ runs: z.array(Run).default([]), ...token });
const Models = z.object({ registered_models: z.array(RegisteredModel).default([]), ...token });
const Versions = z.object({ model_versions: z.array(ModelVersion).default([]), ...token });
const LoggedModels = z.object({ models: z.array(LoggedModel).default([]), ...token });
const History = z.object({ metrics: z.array(Metric).default([]), ...token });

const pageSize = 1000;

interface Page {
  readonly next_page_token?: string | undefined;
}

/** The items of every page, one page after the other. */
async function* pages<P extends Page, T>(
  read: (pageToken: string | undefined) => Promise<P>,
  items: (page: P) => readonly T[],
): AsyncGenerator<T> {
  let pageToken: string | undefined;
  do {
    const page = await read(pageToken);
    yield* items(page);
    pageToken = page.next_page_token === '' ? undefined : page.next_page_token;
  } while (pageToken !== undefined);
}

export const experiments = (server: MlflowServer, filter?: string): AsyncGenerator<Experiment> =>
  pages(
    (page_token) =>
      server.send(
        'POST',
        'experiments/search',
        { max_results: pageSize, view_type: 'ACTIVE_ONLY', filter, page_token },
        Experiments,
      ),
    (page) => page.experiments,
  );

export interface RunSearch {
  readonly experimentIds: readonly string[];
  readonly filter?: string | undefined;
  readonly orderBy?: readonly string[] | undefined;
  /** Runs a page. */
  readonly pageSize?: number | undefined;
}

export const runs = (server: MlflowServer, search: RunSearch): AsyncGenerator<Run> =>
  pages(
    (page_token) =>
      server.send(
        'POST',
        'runs/search',
        {
          experiment_ids: search.experimentIds,
          filter: search.filter,
          order_by: search.orderBy,
          run_view_type: 'ACTIVE_ONLY',
          max_results: search.pageSize ?? pageSize,
          page_token,
        },
        Runs,
      ),
    (page) => page.runs,
  );

export const registeredModels = (server: MlflowServer): AsyncGenerator<RegisteredModel> =>
  pages(
    (page_token) =>
      server.get('registered-models/search', { max_results: 100, page_token }, Models),
    (page) => page.registered_models,
  );

export const modelVersions = (server: MlflowServer, name: string): AsyncGenerator<ModelVersion> =>
  pages(
    (page_token) =>
      server.get(
        'model-versions/search',
        { filter: `name = ${quoted(name)}`, max_results: pageSize, page_token },
        Versions,
      ),
    (page) => page.model_versions,
  );

export const loggedModels = (
  server: MlflowServer,
  experimentId: string,
): AsyncGenerator<LoggedModel> =>
  pages(
    (page_token) =>
      server.send(
        'POST',
        'logged-models/search',
        { experiment_ids: [experimentId], max_results: 50, page_token },
        LoggedModels,
      ),
    (page) => page.models,
  );

export const metricHistory = (
  server: MlflowServer,
  runId: string,
  key: string,
): AsyncGenerator<Metric> =>
  pages(
    (page_token) =>
      server.get(
        'metrics/get-history',
        { run_id: runId, metric_key: key, max_results: 25_000, page_token },
        History,
      ),
    (page) => page.metrics,
  );

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** A text of the filter language: it knows both quotes, and no escape. */
export function quoted(text: string): string {
  return text.includes("'") ? `"${text}"` : `'${text}'`;
}

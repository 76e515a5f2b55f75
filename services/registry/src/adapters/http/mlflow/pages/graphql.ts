import { parseExactJson } from '@headroom/contracts';
import type { FastifyRequest } from 'fastify';
import { Kind, parse, type FieldNode, type OperationDefinitionNode } from 'graphql';
import { z } from 'zod';
import { invalidParameter } from '../../../../domain/mlflow-error.ts';
import type { Call, RawRoute } from '../call.ts';
import { project } from './project.ts';

const Request = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

const Answer = z.record(z.string(), z.unknown());
const Info = z.object({ run_id: z.string(), experiment_id: z.string() });

/** Deeper or longer queries than any page of MLflow sends. */
const MOST_TOKENS = 2_000;

const PATHS: Readonly<Record<string, string>> = {
  mlflowGetExperiment: '/mlflow/experiments/get',
  mlflowGetRun: '/mlflow/runs/get',
  mlflowListArtifacts: '/mlflow/artifacts/list',
  mlflowSearchModelVersions: '/mlflow/model-versions/search',
  mlflowGetMetricHistoryBulkInterval: '/mlflow/metrics/get-history-bulk-interval',
  mlflowSearchRuns: '/mlflow/runs/search',
  mlflowSearchDatasets: '/mlflow/experiments/search-datasets',
};

type Ask = (field: string, input: object) => Promise<Record<string, unknown>>;

/**
 * The GraphQL that MLflow's pages speak beside REST: every field at the root is one call of the REST protocol, whose answer
 * is cut to what the query asks.
 */
export const graphqlRoute = (calls: readonly Call[]): RawRoute => ({
  method: 'POST',
  url: '/graphql',
  handle: async (request, reply) => {
    const asked = Request.safeParse(request.body);
    if (!asked.success) throw invalidParameter('The body needs a GraphQL query.');
    const operation = operationOf(asked.data.query);
    const ask: Ask = (field, input) => answerOf(calls, field, input, request);
    const data: Record<string, unknown> = {};
    const errors: string[] = [];
    for (const field of operation.selectionSet.selections) {
      if (field.kind !== Kind.FIELD) continue;
      const name = field.alias?.value ?? field.name.value;
      try {
        data[name] = await resolve(field, asked.data.variables ?? {}, ask);
      } catch (error) {
        data[name] = null;
        errors.push(error instanceof Error ? error.message : String(error));
      }
    }
    const body = { data, errors: errors.length === 0 ? null : errors };
    return reply.type('application/json').send(JSON.stringify(body));
  },
});

function operationOf(query: string): OperationDefinitionNode {
  try {
    const { definitions } = parse(query, { maxTokens: MOST_TOKENS });
    const operation = definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
    if (operation !== undefined) return operation;
  } catch (error) {
    throw invalidParameter(error instanceof Error ? error.message : 'The query is no GraphQL.');
  }
  throw invalidParameter('The query holds no operation.');
}

async function resolve(
  field: FieldNode,
  variables: Readonly<Record<string, unknown>>,
  ask: Ask,
): Promise<unknown> {
  const input = field.arguments?.find(({ name }) => name.value === 'input')?.value;
  const given = input?.kind === Kind.VARIABLE ? variables[input.name.value] : {};
  const answer = await ask(field.name.value, snakeKeys(given));
  await extend(answer, field, ask);
  return project(answer, field.selectionSet);
}

async function answerOf(
  calls: readonly Call[],
  field: string,
  input: object,
  http: FastifyRequest,
): Promise<Record<string, unknown>> {
  const call = calls.find(({ path }) => path === PATHS[field]);
  if (call === undefined) throw invalidParameter(`Cannot query field '${field}' on type 'Query'.`);
  return Answer.parse(parseExactJson(await call.respond(input, { path: {}, http })));
}

function snakeKeys(value: unknown): object {
  const entries = Object.entries(Object(value) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    entries
      .filter(([, held]) => held !== null && held !== undefined)
      .map(([key, held]) => [key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), held]),
  );
}

/** Runs know their experiment and the versions made of them in GraphQL only. */
async function extend(answer: Record<string, unknown>, field: FieldNode, ask: Ask): Promise<void> {
  const wanted = JSON.stringify(field.selectionSet);
  for (const run of runsOf(answer)) {
    const { run_id, experiment_id } = Info.parse(run['info']);
    if (wanted.includes('"experiment"')) {
      run['experiment'] = (await ask('mlflowGetExperiment', { experiment_id }))['experiment'];
    }
    if (wanted.includes('"modelVersions"')) {
      const found = await ask('mlflowSearchModelVersions', { filter: `run_id='${run_id}'` });
      run['model_versions'] = found['model_versions'];
    }
  }
}

const runsOf = (answer: Record<string, unknown>): Record<string, unknown>[] =>
  [answer['run'], answer['runs']]
    .flat()
    .flatMap((run) => (run === undefined ? [] : [Object(run) as Record<string, unknown>]));

import { parseEventTime, type Micros } from '../../../domain/online/event-time.ts';
import { FeastError, plainError } from '../../../domain/online/feast-error.ts';
import type { FeastUsecases } from './feast-handlers.ts';
import { answer, type FeastAnswer, type FeastHandlers } from './feast-server.ts';

/** /materialize and /materialize-incremental; with `?async=true` they answer before the work is done. */
export function materializeHandlers(usecases: FeastUsecases): FeastHandlers {
  const running = new Set<string>();
  const { materialize } = usecases;
  return {
    '/materialize': async (body, query) => {
      const [start, end] = [body.optionalString('start_ts'), body.optionalString('end_ts')];
      const named = body.optionalStrings('feature_views');
      const all = body.boolean('disable_event_timestamp', false);
      body.check();
      const views = viewsOf(usecases, named);
      const [from, to] = all ? [0, Date.now() * 1000] : span(start, end);
      return run(views, query, () => materialize.full(from, to, views));
    },
    '/materialize-incremental': async (body, query) => {
      const end = body.string('end_ts');
      const named = body.optionalStrings('feature_views');
      body.check();
      const views = viewsOf(usecases, named);
      const upTo = time(end, `Unknown string format: ${end}`);
      return run(views, query, () => materialize.incremental(upTo, views));
    },
  };

  async function run(
    views: readonly string[],
    query: Readonly<Record<string, string>>,
    work: () => Promise<unknown>,
  ): Promise<FeastAnswer> {
    if (!isTrue(query['async'])) {
      await work();
      return answer('null');
    }
    const busy = views.filter((view) => running.has(view));
    if (busy.length > 0 && !isTrue(query['force'])) return conflict(busy);
    for (const view of views) running.add(view);
    work()
      .catch((error: unknown) => {
        usecases.logger.error({ err: error, views }, 'a materialisation failed');
      })
      .finally(() => {
        for (const view of views) running.delete(view);
      });
    return answer(JSON.stringify({ status: 'accepted', feature_views: views }), 202);
  }
}

const isTrue = (value: string | undefined): boolean =>
  ['true', '1', 'yes', 'on'].includes(value?.toLowerCase() ?? '');

function conflict(views: readonly string[]): FeastAnswer {
  const error = `Cannot start async materialization — the following feature views are already in MATERIALIZING state: ['${views.join("', '")}']. Use ?force=true to override.`;
  return answer(JSON.stringify({ error, feature_views: views }), 409);
}

function viewsOf(
  { definitions, project }: FeastUsecases,
  names: readonly string[] | null,
): readonly string[] {
  const { set } = definitions.current();
  if (names === null) {
    return set.definitions.feature_views.flatMap(({ name, online }) => (online ? [name] : []));
  }
  const unknown = names.find((name) => set.view(name) === undefined);
  if (unknown === undefined) return names;
  throw new FeastError(
    404,
    'FeatureViewNotFoundException',
    `Feature view ${unknown} does not exist in project ${project}`,
  );
}

function span(start: string | null, end: string | null): [Micros, Micros] {
  if (start === null || start === '' || end === null || end === '') {
    throw plainError('start_ts and end_ts are required when disable_event_timestamp is False');
  }
  const [from, to] = [start, end].map((text) =>
    time(text, `Invalid timestamp format: Unknown string format: ${text}`),
  );
  if (from !== undefined && to !== undefined && from < to) return [from, to];
  throw plainError(`start_ts (${pythonTime(from)}) must be before end_ts (${pythonTime(to)})`);
}

function time(text: string, problem: string): Micros {
  const parsed = parseEventTime(text);
  if (parsed === null) throw plainError(problem);
  return parsed.micros;
}

/** As Python writes a time in UTC. */
const pythonTime = (micros: Micros = 0): string =>
  new Date(micros / 1000)
    .toISOString()
    .replace('T', ' ')
    .replace(/(\.000)?Z$/, '+00:00');

import type { Logger } from '@headroom/service-kit';
import type { DefinitionsInForce } from '../../../domain/definitions-in-force.ts';
import { FeastError, plainError, refusal } from '../../../domain/online/feast-error.ts';
import type { Materialize } from '../../../usecases/offline/materialize.ts';
import type { PushRows, PushTarget } from '../../../usecases/offline/push-rows.ts';
import type { ReadOnlineFeatures } from '../../../usecases/online/read-online-features.ts';
import { answerJson } from './answer-json.ts';
import { answer, type FeastAnswer, type FeastHandler, type FeastHandlers } from './feast-server.ts';
import { materializeHandlers } from './materialize-handlers.ts';
import type { RequestBody } from './request-body.ts';

export interface FeastUsecases {
  readonly definitions: DefinitionsInForce;
  readonly read: ReadOnlineFeatures;
  readonly push: PushRows;
  readonly materialize: Materialize;
  /** The name that errors give to the whole of the definitions. */
  readonly project: string;
  readonly logger: Logger;
}

const TARGETS: readonly string[] = ['online', 'offline', 'online_and_offline'];
const isTarget = (to: string): to is PushTarget => TARGETS.includes(to);

/** The read of features, by far the most frequent request. */
export const ONLINE_READ = '/get-online-features';

export function feastHandlers(
  usecases: FeastUsecases,
): FeastHandlers & Record<typeof ONLINE_READ, FeastHandler> {
  return {
    [ONLINE_READ]: (body) => getOnlineFeatures(usecases, body),
    '/push': (body) => push(usecases, body),
    '/write-to-online-store': (body) => writeToOnlineStore(usecases, body),
    ...materializeHandlers(usecases),
  };
}

async function getOnlineFeatures({ read }: FeastUsecases, body: RequestBody): Promise<FeastAnswer> {
  const entities = body.columns('entities');
  const featureService = body.optionalString('feature_service');
  const features = body.optionalStrings('features') ?? [];
  const fullNames = body.boolean('full_feature_names', false);
  const withVersions = body.boolean('include_feature_view_version_metadata', false);
  body.check();
  const plan = read.plan({
    featureService: featureService === '' ? null : featureService,
    features,
    fullNames,
  });
  return answer(answerJson(plan, await read.read(plan, entities), withVersions));
}

async function push({ definitions, push }: FeastUsecases, body: RequestBody): Promise<FeastAnswer> {
  const source = body.string('push_source_name');
  const frame = body.object('df');
  const to = body.optionalString('to') ?? 'online';
  body.check();
  if (!isTarget(to)) {
    throw plainError(
      `${to} is not a supported push format. Please specify one of these ['online', 'offline', 'online_and_offline'].`,
    );
  }
  const { set } = definitions.current();
  if (set.source(source)?.kind !== 'push' || set.viewsOfSource(source).length === 0) {
    throw new FeastError(
      422,
      'PushSourceNotFoundException',
      `Unable to find push source '${source}'.`,
    );
  }
  await push.push(source, frameOf(frame), to);
  return answer(null);
}

async function writeToOnlineStore(
  { definitions, push }: FeastUsecases,
  body: RequestBody,
): Promise<FeastAnswer> {
  const name = body.string('feature_view_name');
  const frame = body.object('df');
  body.check();
  const { set } = definitions.current();
  const view = set.view(name);
  if (view === undefined) {
    if (set.onDemandView(name) !== undefined) {
      throw refusal(`Feature view ${name} is computed on demand; write the views it is made of.`);
    }
    throw new FeastError(
      404,
      'FeastObjectNotFoundException',
      `Can't recognize feast object with a name ${name}`,
    );
  }
  await push.write(view, frameOf(frame), 'online');
  return answer('null');
}

function frameOf(df: Readonly<Record<string, unknown>>): Record<string, readonly unknown[]> {
  return Object.fromEntries(
    Object.entries(df).map(([name, values]) => {
      if (isList(values)) return [name, values];
      throw refusal(`df.${name} must be a list of values, one each row.`);
    }),
  );
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

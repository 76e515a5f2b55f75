import { readProfiles } from '../demand/daily-profile.ts';
import { DEMAND_VERSION, type DemandFit } from '../demand/fit-demand.ts';
import { readIntervals } from '../interval/intervals.ts';
import { JsonNode } from '../json-node.ts';
import { readScaler } from '../scaling/scaler.ts';
import {
  BUNDLE_FORMAT,
  MODEL_FILE_FORMATS,
  type FileReference,
  type ModelAlgorithm,
  type ModelBundle,
  type TrainingData,
} from './model-bundle.ts';

const ALGORITHMS = ['xgboost', 'lightgbm', 'catboost', 'lstm', 'gru'] as const;

/** @throws ForecastingError BUNDLE_FORMAT naming the field */
export function parseBundle(text: string): ModelBundle {
  const bundle = JsonNode.parse(text, 'model bundle', 'BUNDLE_FORMAT');
  bundle.field('format').oneOf([BUNDLE_FORMAT]);
  const algorithm = bundle.field('algorithm').oneOf(ALGORITHMS);
  const cadenceMs = bundle.field('cadenceMs').integer(60_000, 3_600_000);
  const model = bundle.field('model');
  return {
    format: BUNDLE_FORMAT,
    algorithm,
    featureService: name(bundle.field('featureService')),
    columns: signature(bundle.field('columns')),
    declared: unique(bundle.field('declared')),
    definitionHash: name(bundle.field('definitionHash')),
    cadenceMs,
    transform: bundle.field('transform').oneOf(['level-scale']),
    scaler: scaler(bundle.field('scaler'), algorithm),
    demand: added(bundle, 'demand', demand),
    intervals: added(bundle, 'intervals', readIntervals),
    model: { ...file(model), format: model.field('format').oneOf([MODEL_FILE_FORMATS[algorithm]]) },
    trainingData: trainingData(bundle.field('trainingData')),
    library: {
      name: name(bundle.field('library').field('name')),
      version: name(bundle.field('library').field('version')),
    },
    params: params(bundle.field('params')),
  };
}

/** The same bundle gives the same text, whatever the order of its fields. @throws what `parseBundle` throws */
export function serializeBundle(bundle: ModelBundle): string {
  return `${JSON.stringify(parseBundle(JSON.stringify(bundle)), null, 2)}\n`;
}

function signature(node: JsonNode): string[] {
  const columns = unique(node);
  for (const needed of ['level', 'scale'])
    if (!columns.includes(needed)) node.fail(`lacks '${needed}', without which z is no cpu`);
  return columns;
}

function unique(node: JsonNode): string[] {
  const names = node.items().map(name);
  const twice = names.find((candidate, i) => names.indexOf(candidate) !== i);
  if (twice !== undefined) node.fail(`names '${twice}' twice`);
  return names;
}

function name(node: JsonNode): string {
  const text = node.text();
  return text === '' ? node.fail('is empty') : text;
}

function scaler(node: JsonNode, algorithm: ModelAlgorithm): ModelBundle['scaler'] {
  const recurrent = algorithm === 'lstm' || algorithm === 'gru';
  if (recurrent)
    return node.isNull() ? node.fail(`is null, ${algorithm} needs one`) : readScaler(node);
  return node.isNull() ? null : node.fail(`must be null: ${algorithm} takes values as they are`);
}

/** A field that bundles of earlier releases lack. */
function added<T>(bundle: JsonNode, field: string, read: (node: JsonNode) => T): T | null {
  if (!bundle.has(field)) return null;
  const node = bundle.field(field);
  return node.isNull() ? null : read(node);
}

function demand(node: JsonNode): DemandFit {
  node.field('version').integer(DEMAND_VERSION, DEMAND_VERSION);
  return { version: DEMAND_VERSION, profiles: readProfiles(node.field('profiles')) };
}

function file(node: JsonNode): FileReference {
  const sha256 = node.field('sha256').text();
  if (!/^[0-9a-f]{64}$/.test(sha256)) node.field('sha256').fail('must be 64 hexadecimal digits');
  const bytes = node.field('bytes').integer(0, Number.MAX_SAFE_INTEGER);
  return { uri: name(node.field('uri')), sha256, bytes };
}

function trainingData(node: JsonNode): TrainingData {
  const rows = node.field('rows');
  const count = (split: string): number => rows.field(split).integer(0, Number.MAX_SAFE_INTEGER);
  return {
    snapshot: file(node.field('snapshot')),
    asOf: node.field('asOf').integer(0, Number.MAX_SAFE_INTEGER),
    rows: { train: count('train'), validation: count('validation'), test: count('test') },
    services: unique(node.field('services')),
  };
}

function params(node: JsonNode): ModelBundle['params'] {
  return Object.fromEntries(node.entries().map(([key, value]) => [key, value.scalar()]));
}

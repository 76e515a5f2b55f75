import { CloudWorkloadGenerator } from '../domain/cloud-workload-generator.ts';
import { bucketEnd, type GeneratorConfig } from '../domain/config.ts';
import {
  forecastFromTruth,
  noiseFloor,
  type JudgedRow,
  type NoiseFloor,
} from '../domain/noise-floor.ts';

/** Where the test rows begin, as a share of the span from first to last bucket. */
const TEST_CUT = 0.85;
const CONTINUATIONS = 1_000;

/** The noise floor of a generated data set's test rows: what its models are judged against. */
export const measureNoiseFloor = (config: GeneratorConfig, records: number): NoiseFloor =>
  noiseFloor(...judged(config, records, TEST_CUT));

/** Row by row, of all rows after this share of the span. */
export const forecastsFromTruth = (
  config: GeneratorConfig,
  records: number,
  after: number,
): JudgedRow[] => forecastFromTruth(...judged(config, records, after));

function judged(
  config: GeneratorConfig,
  records: number,
  after: number,
): Parameters<typeof noiseFloor> {
  const generator = new CloudWorkloadGenerator(config);
  const observations = generator.take(records);
  const first = bucketEnd(config, 0);
  const last = observations.at(-1)?.hidden.timestamp ?? first;
  const options = { from: first + after * (last - first), continuations: CONTINUATIONS };
  return [config, generator.parameters, observations, options];
}

import { CloudWorkloadGenerator } from '../domain/cloud-workload-generator.ts';
import { bucketEnd, type GeneratorConfig } from '../domain/config.ts';
import { noiseFloor, type NoiseFloor } from '../domain/noise-floor.ts';

/** Where the test rows begin, as a share of the span from first to last bucket. */
const TEST_CUT = 0.85;
const CONTINUATIONS = 1_000;

/** The noise floor of a generated data set's test rows: what its models are judged against. */
export const measureNoiseFloor = (config: GeneratorConfig, records: number): NoiseFloor => {
  const generator = new CloudWorkloadGenerator(config);
  const observations = generator.take(records);
  const first = bucketEnd(config, 0);
  const last = observations.at(-1)?.hidden.timestamp ?? first;
  return noiseFloor(config, generator.parameters, observations, {
    from: first + TEST_CUT * (last - first),
    continuations: CONTINUATIONS,
  });
};

import { cadenceHours, type GeneratorConfig } from './config.ts';
import { effectsAt } from './injection.ts';
import { stepAutoregression } from './process/autoregression.ts';
import { stepLoad } from './process/load.ts';
import type { ServiceParameters } from './process/parameters.ts';
import type { HiddenState, Observation } from './process/service-process.ts';
import { RandomStream } from './random/random-stream.ts';
import { SIZES } from './sizes.ts';

const HORIZON_HOURS = 1;
/** Share of the horizon's buckets that must carry cpu for a target to exist. */
const TARGET_SHARE = 0.8;

interface Errors {
  readonly rows: number;
  /** MAE of the median continuation from the true state at t: no model can be expected to do better. */
  readonly floor: number;
  /** MAE, on the same rows, of saying that the next hour is as this bucket. */
  readonly persistence: number;
}

export interface NoiseFloor extends Errors {
  readonly services: readonly (Errors & { readonly serviceId: string })[];
}

const median = (values: Float64Array): number => {
  const sorted = values.toSorted();
  const upper = sorted[sorted.length >> 1] ?? NaN;
  const lower = sorted[(sorted.length - 1) >> 1] ?? NaN;
  return (lower + upper) / 2;
};

/** Mean cpu of the hour after `hidden`, once for each continuation that the process may take from there. */
const continuations = (
  config: GeneratorConfig,
  parameters: ServiceParameters,
  hidden: HiddenState,
  count: number,
): Float64Array => {
  const { seed, start, cadenceMs, injections } = config;
  const { serviceId } = parameters;
  const hours = cadenceHours(config);
  const steps = Math.round(HORIZON_HOURS / hours);
  const draw = RandomStream.named(seed, serviceId, `noise-floor@${hidden.timestamp}`);
  const streams = { bursts: draw, ownNoise: draw, cpu: draw };
  const moments = Array.from({ length: steps }, (_, i) => {
    const t = hidden.timestamp + (i + 1) * cadenceMs;
    return { t, start, cadenceHours: hours, effects: effectsAt(injections, serviceId, t) };
  });
  return Float64Array.from({ length: count }, () => {
    let { state } = hidden.load;
    let clusterShock = hidden.load.parts.clusterShock;
    let sum = 0;
    for (const moment of moments) {
      clusterShock = stepAutoregression(SIZES.clusterShock, clusterShock, hours, draw);
      const load = stepLoad(parameters, state, { ...moment, clusterShock }, streams);
      state = load.state;
      sum += load.cpu;
    }
    return sum / steps;
  });
};

/** Mean of the cpu that was reported in the hour after observation i; null if too little of it was. */
const targetAfter = (series: readonly Observation[], i: number, steps: number): number | null => {
  const values = series
    .slice(i + 1, i + 1 + steps)
    .flatMap(({ row }) => (row?.cpu_utilization == null ? [] : [row.cpu_utilization]));
  if (values.length < TARGET_SHARE * steps) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
};

/** A row that has cpu and a target, and what the truth at t foretold. */
export interface JudgedRow {
  readonly serviceId: string;
  /** Epoch ms. */
  readonly timestamp: number;
  readonly level: number;
  readonly target: number;
  /** Median of the continuations. */
  readonly forecast: number;
}

const meanErrors = (rows: readonly JudgedRow[]): Errors => {
  const mean = (error: (row: JudgedRow) => number): number =>
    rows.reduce((sum, row) => sum + Math.abs(error(row)), 0) / rows.length;
  return {
    rows: rows.length,
    floor: mean(({ target, forecast }) => target - forecast),
    persistence: mean(({ target, level }) => target - level),
  };
};

interface FloorOptions {
  /** Rows with t > from (epoch ms) are judged. */
  readonly from: number;
  readonly continuations: number;
}

/** Median forecasts of Monte-Carlo continuations from the true state at t (demand parts, autoscaler). */
export const forecastFromTruth = (
  config: GeneratorConfig,
  parameters: readonly ServiceParameters[],
  observations: readonly Observation[],
  options: FloorOptions,
): JudgedRow[] => {
  const steps = Math.round(HORIZON_HOURS / cadenceHours(config));
  return parameters.flatMap((service) => {
    const { serviceId } = service;
    const series = observations.filter(({ hidden }) => hidden.serviceId === serviceId);
    return series.flatMap(({ row, hidden }, i) => {
      const level = row?.cpu_utilization ?? null;
      const target = targetAfter(series, i, steps);
      const { timestamp } = hidden;
      if (level === null || target === null || timestamp <= options.from) return [];
      const forecast = median(continuations(config, service, hidden, options.continuations));
      return [{ serviceId, timestamp, level, target, forecast }];
    });
  });
};

/** The error that remains when the truth is known up to t: MAE of the median continuation. */
export const noiseFloor = (
  config: GeneratorConfig,
  parameters: readonly ServiceParameters[],
  observations: readonly Observation[],
  options: FloorOptions,
): NoiseFloor => {
  const rows = forecastFromTruth(config, parameters, observations, options);
  return {
    ...meanErrors(rows),
    services: parameters.map(({ serviceId }) => ({
      serviceId,
      ...meanErrors(rows.filter((row) => row.serviceId === serviceId)),
    })),
  };
};

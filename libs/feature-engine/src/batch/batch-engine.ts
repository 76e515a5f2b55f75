import type { BucketColumns } from '../buckets/aggregate-buckets.ts';
import { VECTOR_OFFSETS } from '../definitions/vector-layout.ts';
import {
  LAG_COUNT,
  LEVEL_WINDOW_MS,
  LONGEST_WINDOW_MS,
  ROLLING_STATISTICS,
  ROLLING_WINDOWS,
  SCALE_WINDOW_MS,
  scaleMinimumCount,
} from '../definitions/windows.ts';
import { METRIC_COUNT, METRIC_INDEX } from '../metrics.ts';
import { Calendar, TEMPORAL_COUNT } from '../operators/calendar.ts';
import { assertCadence } from '../time/cadence.ts';
import { at, columnAt } from '../typed-array.ts';
import { relativeColumns, scaleColumn } from './extra-columns.ts';
import type { FeatureMatrix, FeatureRows } from './feature-matrix.ts';
import { LagColumns } from './lag-columns.ts';
import { RollingColumns } from './rolling-columns.ts';
import { WindowRows } from './window-rows.ts';

/** What a batch needs of a service's buckets: any subset of them that is contiguous in time. */
export type BatchBuckets = Pick<BucketColumns, 'ends' | 'metrics' | 'arrivalSeqs'>;

/** Computes the vectors of whole series, column by column. Keep one: its scratch memory is used again. */
export class BatchEngine {
  private readonly cadenceMs: number;
  private readonly calendar = new Calendar();
  private readonly lags = new LagColumns();
  private readonly rolling = new RollingColumns();
  private readonly levelRows = new WindowRows(LEVEL_WINDOW_MS);
  private readonly windowRows = ROLLING_WINDOWS.map(({ lengthMs }) => new WindowRows(lengthMs));
  private readonly moment = new Float64Array(TEMPORAL_COUNT);
  private unused = new Float64Array(0);
  private counts = new Float64Array(0);

  constructor(cadenceMs: number) {
    assertCadence(cadenceMs);
    this.cadenceMs = cadenceMs;
  }

  /** Appends to `matrix` the vector of every bucket of one service. */
  append(buckets: BatchBuckets, matrix: FeatureMatrix): FeatureRows {
    const rows = matrix.extend(buckets.ends.length);
    const { columns } = rows;
    if (rows.ends.length === 0) return rows;
    if (this.unused.length < rows.ends.length) {
      this.unused = new Float64Array(rows.ends.length);
      this.counts = new Float64Array(rows.ends.length);
    }
    rows.ends.set(buckets.ends);
    buckets.metrics.forEach((metric, m) =>
      columnAt(columns, VECTOR_OFFSETS.workload + m).set(metric),
    );
    this.writeTemporal(rows);
    this.writeRolling(buckets, rows);
    const lagColumns = columns.slice(
      VECTOR_OFFSETS.lag,
      VECTOR_OFFSETS.lag + METRIC_COUNT * LAG_COUNT,
    );
    this.lags.compute(buckets.ends, buckets.metrics, this.cadenceMs, LAG_COUNT, lagColumns);
    relativeColumns(columns);
    return rows;
  }

  private writeTemporal({ ends, columns }: FeatureRows): void {
    const { moment, calendar } = this;
    const targets = columns.slice(
      VECTOR_OFFSETS.temporal,
      VECTOR_OFFSETS.temporal + TEMPORAL_COUNT,
    );
    for (let i = 0; i < ends.length; i++) {
      calendar.write(at(ends, i), moment, 0);
      for (let k = 0; k < TEMPORAL_COUNT; k++) columnAt(targets, k)[i] = at(moment, k);
    }
  }

  private writeRolling(buckets: BatchBuckets, { columns, revisions }: FeatureRows): void {
    const { unused, counts } = this;
    const nowhere = { count: unused, mean: unused, std: unused, min: unused, max: unused };
    const cpu = columnAt(buckets.metrics, METRIC_INDEX.cpu);
    this.levelRows.index(buckets.ends);
    const level = columnAt(columns, VECTOR_OFFSETS.level);
    this.rolling.compute(cpu, this.levelRows, { ...nowhere, mean: level });
    this.windowRows.forEach((windowRows, w) => {
      windowRows.index(buckets.ends);
      buckets.metrics.forEach((metric, m) => {
        const first =
          VECTOR_OFFSETS.rolling + (m * ROLLING_WINDOWS.length + w) * ROLLING_STATISTICS.length;
        const std = columnAt(columns, first + 1);
        this.rolling.compute(metric, windowRows, {
          count: counts,
          mean: columnAt(columns, first),
          std,
          min: columnAt(columns, first + 2),
          max: columnAt(columns, first + 3),
        });
        if (metric === cpu && windowRows.lengthMs === SCALE_WINDOW_MS) {
          const scale = columnAt(columns, VECTOR_OFFSETS.scale);
          scaleColumn(std, counts, scaleMinimumCount(this.cadenceMs), scale);
        }
      });
      if (windowRows.lengthMs === LONGEST_WINDOW_MS) {
        this.rolling.compute(buckets.arrivalSeqs, windowRows, { ...nowhere, max: revisions });
      }
    });
  }
}

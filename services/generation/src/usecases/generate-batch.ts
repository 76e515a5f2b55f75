import type { Dataset } from '@headroom/contracts';
import type { Publisher } from '@headroom/messaging';
import { CloudWorkloadGenerator, rowsOf } from '../domain/cloud-workload-generator.ts';
import type { GeneratorConfig } from '../domain/config.ts';
import type { DatasetSink } from '../domain/dataset-sink.ts';
import { sourceOf, type ProcessStore } from '../domain/process-store.ts';
import { measureNoiseFloor } from './measure-noise-floor.ts';
import { publishRows } from './publish-rows.ts';

/**
 * A generated data set: its file, its hidden truth beside it, and every row published. Same config and size, same bytes
 * and same ids.
 * Order of effects: files → rows published → process saved. All of it repeats harmlessly.
 */
export class GenerateBatch {
  readonly #publisher: Publisher;
  readonly #sink: DatasetSink;
  readonly #processes: ProcessStore;

  constructor(publisher: Publisher, sink: DatasetSink, processes: ProcessStore) {
    this.#publisher = publisher;
    this.#sink = sink;
    this.#processes = processes;
  }

  async execute(config: GeneratorConfig, records: number): Promise<Dataset> {
    const source = sourceOf(config.seed);
    const generator = new CloudWorkloadGenerator(config);
    const observations = generator.take(records);
    const rows = rowsOf(observations);
    const name = nameOf(config, records);
    const file = await this.#sink.writeRows(`${name}.parquet`, rows);
    await this.#sink.writeHidden(`${name}.hidden.parquet`, observations);
    await this.#sink.writeTruth(`${name}.truth.json`, {
      config,
      parameters: generator.parameters,
      noise_floor: measureNoiseFloor(config, records),
    });
    await publishRows(this.#publisher, source, rows);
    await this.#processes.save({ source, config, state: generator.state });
    return {
      file,
      source,
      rows: rows.length,
      services: new Set(rows.map((row) => row.service_id)).size,
      first_event: rows[0]?.timestamp ?? config.start,
      last_event: rows.at(-1)?.timestamp ?? config.start,
    };
  }
}

function nameOf(config: GeneratorConfig, records: number): string {
  const day = new Date(config.start).toISOString().slice(0, 10);
  const minutes = config.cadenceMs / 60_000;
  return `data/raw/workload_seed${config.seed}_${day}_${config.services}x${minutes}min_${records}`;
}

import type { Source } from '@headroom/feature-definitions';
import { call, dict, notesOf, str, variable } from './python.ts';

const sourceVariable = (name: string): string => variable('source', name);

export function pythonSource(source: Source, kafkaBrokers: string): string {
  const made = sourceVariable(source.name);
  const named = { name: str(source.name), ...notesOf(source) };
  switch (source.kind) {
    case 'push':
      return withBatch(
        source,
        (batch_source) => `${made} = ${call('PushSource', { ...named, batch_source })}\n`,
      );
    case 'stream':
      return withBatch(source, (batch_source) => {
        const options = {
          ...named,
          ...timed(source),
          kafka_bootstrap_servers: str(kafkaBrokers),
          topic: str(source.topic),
          message_format: 'JsonFormat(schema_json="")',
          batch_source,
        };
        return `${made} = ${call('KafkaSource', options)}\n`;
      });
    case 'file': {
      const options = { ...named, ...timed(source), path: str(source.path) };
      return `${made} = ${call('FileSource', options)}\n`;
    }
    case 'postgres': {
      const query = /^\((.*)\)$/s.exec(source.table)?.[1];
      const options = {
        ...named,
        ...timed(source),
        [query === undefined ? 'table' : 'query']: str(query ?? source.table),
      };
      return `${made} = ${call('PostgreSQLSource', options)}\n`;
    }
  }
}

/** Feast wants a batch source behind every view: a file that is not there will do until history is asked for. */
function withBatch(
  source: Extract<Source, { kind: 'push' | 'stream' }>,
  write: (batchSource: string) => string,
): string {
  if (source.batch_source !== undefined) return write(sourceVariable(source.batch_source));
  const name = `${source.name}_batch`;
  const options = {
    name: str(name),
    path: str(`data/${source.name}.parquet`),
    timestamp_field: '"event_timestamp"',
  };
  return `${sourceVariable(name)} = ${call('FileSource', options)}\n\n${write(sourceVariable(name))}`;
}

const timed = (source: Exclude<Source, { kind: 'push' }>): Record<string, string | null> => ({
  timestamp_field: str(source.timestamp_field),
  created_timestamp_column:
    source.created_timestamp_column === undefined ? null : str(source.created_timestamp_column),
  field_mapping: Object.keys(source.field_mapping).length === 0 ? null : dict(source.field_mapping),
});

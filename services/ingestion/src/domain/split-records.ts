import { HeadroomError } from '@headroom/contracts';

/** A record as it arrived: an object with a service to key it by. Its values are for validation to judge. */
export interface RawRecord {
  readonly serviceId: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** `json` is one object or an array of them; `ndjson` one object a line, blank lines skipped. */
export type BodyFormat = 'json' | 'ndjson';

/**
 * Splits a request body into records, all or none.
 * @throws HeadroomError INVALID_REQUEST naming the first line or record that is not usable
 */
export function splitRecords(format: BodyFormat, body: string): RawRecord[] {
  const records =
    format === 'ndjson'
      ? body.split('\n').flatMap((line, i) => {
          if (line.trim() === '') return [];
          const where = `line ${i + 1}`;
          return [toRecord(parse(line, where), where)];
        })
      : fromJson(parse(body, 'body'));
  if (records.length === 0) {
    throw new HeadroomError('INVALID_REQUEST', 'body: holds no record; send at least one');
  }
  return records;
}

function fromJson(value: unknown): RawRecord[] {
  return Array.isArray(value)
    ? value.map((item: unknown, i) => toRecord(item, `record ${i}`))
    : [toRecord(value, 'body')];
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HeadroomError('INVALID_REQUEST', `${where}: is not JSON; nothing was accepted`);
  }
}

function toRecord(value: unknown, where: string): RawRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new HeadroomError(
      'INVALID_REQUEST',
      `${where}: is no JSON object; send records like {"timestamp": …, "service_id": …}`,
    );
  }
  const data = value as Readonly<Record<string, unknown>>;
  const serviceId = data['service_id'];
  if (typeof serviceId !== 'string' || serviceId === '') {
    throw new HeadroomError(
      'INVALID_REQUEST',
      `${where}: service_id is missing or no text; every record names its service`,
    );
  }
  return { serviceId, data };
}

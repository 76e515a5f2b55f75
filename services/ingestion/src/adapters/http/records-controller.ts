import { HeadroomError } from '@headroom/contracts';
import { Route } from '@headroom/service-kit';
import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { z } from 'zod';
import { splitRecords, type BodyFormat } from '../../domain/split-records.ts';
import { AcceptRecords } from '../../usecases/accept-records.ts';

const FORMATS: Readonly<Record<string, BodyFormat>> = {
  'application/json': 'json',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
};

const producerName = z
  .string()
  .regex(/^[A-Za-z0-9._:/-]{1,128}$/, 'must be 1 to 128 of A-Za-z0-9._:/-')
  .optional();
const idempotencyKey = z.string().min(1).max(255).optional();

@Controller('api/v1/records')
export class RecordsController {
  readonly #accept: AcceptRecords;

  constructor(@Inject(AcceptRecords) accept: AcceptRecords) {
    this.#accept = accept;
  }

  @Post()
  @HttpCode(202)
  @Route({
    summary:
      'Accept workload records: one JSON object, an array, or NDJSON. Answers when the broker has them.',
    response: z.object({ accepted: z.int(), ids: z.array(z.string()) }),
    status: 202,
    errors: ['INVALID_REQUEST', 'UNAVAILABLE'],
  })
  async post(
    @Body() body: unknown,
    @Headers('content-type') contentType: string | undefined,
    @Headers('x-producer') producer: string | undefined,
    @Headers('idempotency-key') key: string | undefined,
  ) {
    const records = splitRecords(formatOf(contentType), typeof body === 'string' ? body : '');
    const ids = await this.#accept.execute(records, {
      ...header('X-Producer', 'producer', producerName, producer),
      ...header('Idempotency-Key', 'idempotencyKey', idempotencyKey, key),
    });
    return { accepted: ids.length, ids };
  }
}

function formatOf(contentType: string | undefined): BodyFormat {
  const format = FORMATS[contentType?.split(';')[0]?.trim().toLowerCase() ?? ''];
  if (format !== undefined) return format;
  throw new HeadroomError(
    'INVALID_REQUEST',
    `Content-Type: ${contentType ?? 'is missing'}; send application/json or application/x-ndjson`,
  );
}

function header<K extends string>(
  name: string,
  field: K,
  schema: z.ZodType<string | undefined>,
  value: string | undefined,
): Partial<Record<K, string>> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new HeadroomError('INVALID_REQUEST', `${name}: ${parsed.error.issues[0]?.message ?? ''}`);
  }
  return parsed.data === undefined ? {} : ({ [field]: parsed.data } as Record<K, string>);
}

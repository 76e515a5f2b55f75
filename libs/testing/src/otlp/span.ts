import { z } from 'zod';

const attributeValue = z.looseObject({
  stringValue: z.string().optional(),
  intValue: z.union([z.number(), z.string()]).optional(),
  doubleValue: z.number().optional(),
  boolValue: z.boolean().optional(),
});

const attributes = z
  .array(z.object({ key: z.string(), value: attributeValue }))
  .default([])
  .transform((pairs) =>
    Object.fromEntries(
      pairs.map(({ key, value: { stringValue, intValue, doubleValue, boolValue } }) => [
        key,
        stringValue ?? (intValue === undefined ? (doubleValue ?? boolValue) : Number(intValue)),
      ]),
    ),
  );

const ids = { traceId: z.string(), spanId: z.string() };

/** ExportTraceServiceRequest in OTLP/JSON, as far as tests look at it. */
export const traceRequest = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              ...ids,
              parentSpanId: z.string().default(''),
              name: z.string(),
              kind: z.number(),
              startTimeUnixNano: z.coerce.bigint(),
              endTimeUnixNano: z.coerce.bigint(),
              attributes,
              links: z.array(z.object(ids)).default([]),
              status: z.object({ code: z.number().default(0), message: z.string().optional() }),
            }),
          ),
        }),
      ),
    }),
  ),
});

/** A span that a service exported. */
export interface ReceivedSpan {
  /** `service.name` of its resource. */
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root. */
  readonly parentSpanId: string;
  readonly name: string;
  /** OTLP's: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  /** 0 unset, 1 ok, 2 error. */
  readonly status: { readonly code: number; readonly message?: string | undefined };
}

export function spansOf(body: unknown): ReceivedSpan[] {
  return traceRequest.parse(body).resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...span,
        service: String(resource.attributes['service.name']),
      })),
    ),
  );
}

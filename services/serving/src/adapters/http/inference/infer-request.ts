import { EntityId, HeadroomError } from '@headroom/contracts';
import { parseBody } from '@headroom/service-kit';
import { z } from 'zod';
import { parseLenientJson } from '../lenient-json.ts';
import { tensorOfBytes, tensorOfJson, wrongInput, type Tensor } from './tensor.ts';

const Parameters = z.looseObject({
  binary_data_size: z.int().min(0).optional(),
  binary_data: z.boolean().optional(),
  binary_data_output: z.boolean().optional(),
});

const Request = z.object({
  id: z.string().optional(),
  parameters: Parameters.extend({ service_id: EntityId.optional() }).optional(),
  inputs: z
    .array(
      z.object({
        name: z.string(),
        shape: z.array(z.int().min(0)),
        datatype: z.string(),
        parameters: Parameters.optional(),
        data: z.array(z.unknown()).optional(),
      }),
    )
    .min(1),
  outputs: z.array(z.object({ name: z.string(), parameters: Parameters.optional() })).optional(),
});

export interface InferRequest {
  readonly id: string | undefined;
  readonly inputs: readonly Tensor[];
  /** Whose features the inputs are, where the request tells it. */
  readonly service: string | null;
  /** Whether the answer's tensor follows its JSON as bytes. */
  readonly isBinaryWanted: boolean;
}

/** The one output of every model. */
export const OUTPUT = 'prediction';

/**
 * @param headerLength how many bytes of the body are its JSON; the rest are tensors, in the order of the inputs
 * @throws INVALID_REQUEST
 */
export function parseInferRequest(body: Buffer, headerLength: string | undefined): InferRequest {
  const jsonBytes = headerLength === undefined ? body.length : Number(headerLength);
  if (!Number.isInteger(jsonBytes) || jsonBytes < 0 || jsonBytes > body.length)
    throw new HeadroomError(
      'INVALID_REQUEST',
      `Inference-Header-Content-Length is '${headerLength}', the body has ${body.length} bytes`,
    );
  const request = parseBody(Request, parseJson(body.toString('utf8', 0, jsonBytes)));
  const unknown = request.outputs?.find(({ name }) => name !== OUTPUT);
  if (unknown !== undefined)
    throw new HeadroomError(
      'INVALID_REQUEST',
      `output '${unknown.name}' is not one of the model; ask for '${OUTPUT}'`,
    );
  let at = jsonBytes;
  const inputs = request.inputs.map(({ data, parameters, ...header }) => {
    const size = parameters?.binary_data_size;
    if (size === undefined) {
      if (data === undefined)
        throw wrongInput(header.name, 'has neither data nor binary_data_size');
      return tensorOfJson(header, data);
    }
    if (at + size > body.length)
      throw wrongInput(
        header.name,
        `has a binary_data_size of ${size}, ${body.length - at} bytes are left`,
      );
    at += size;
    return tensorOfBytes(header, body.subarray(at - size, at));
  });
  if (at !== body.length)
    throw new HeadroomError(
      'INVALID_REQUEST',
      `${body.length - at} bytes follow the last input; correct binary_data_size`,
    );
  const wanted = request.outputs?.[0]?.parameters?.binary_data;
  return {
    id: request.id,
    inputs,
    service: request.parameters?.service_id ?? null,
    isBinaryWanted: wanted ?? request.parameters?.binary_data_output ?? false,
  };
}

function parseJson(text: string): unknown {
  try {
    return parseLenientJson(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HeadroomError('INVALID_REQUEST', `failed to parse the request JSON: ${reason}`);
  }
}

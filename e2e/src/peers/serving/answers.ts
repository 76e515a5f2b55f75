import { z } from 'zod';
import type { ScoringCase } from './cases.ts';

const Refusal = z.object({
  error_code: z.string(),
  message: z.string(),
  sqlstate: z.string(),
  error_class: z.string(),
});
const Predictions = z.object({ predictions: z.array(z.number().nullable()) });

/** What a server answered, without what may differ: traces, and the data and the schema that genuine messages repeat. */
export async function answerOf(url: string, { type, body }: ScoringCase): Promise<unknown> {
  const response = await fetch(`${url}/invocations`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });
  const { status } = response;
  const contentType = response.headers.get('content-type');
  const text = await response.text();
  if (contentType !== 'application/json') {
    // Ours reads no Parquet, and tells no history of the protocol.
    const told = text
      .replace(", 'application/vnd.apache.parquet'", '')
      .replace(/ IMPORTANT: .*/s, '');
    return { status, contentType, told };
  }
  if (status === 200) {
    // The genuine server writes NaN, which is no JSON; ours null.
    const { predictions } = Predictions.parse(JSON.parse(text.replaceAll('NaN', 'null')));
    return { status, contentType, predictions };
  }
  const { message, ...rest } = Refusal.parse(JSON.parse(text));
  return { status, contentType, ...rest, message: essenceOf(message) };
}

function essenceOf(message: string): string {
  // Two JSON parsers have two ways to say where a document breaks.
  if (message.includes('valid JSON formatted string')) return 'no JSON';
  if (message.includes('Failed to enforce schema')) return message.replace(/^.*Error: /s, '');
  // Python's sets come in any order, and its repr chooses its quotes; ours tells no history of the protocol.
  return message
    .replace(/ IMPORTANT: .*/s, '')
    .replace(/\{'[^}]*\}/, '{…}')
    .replace(/\\?["']/g, '');
}

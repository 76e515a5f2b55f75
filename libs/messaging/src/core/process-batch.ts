import { HeadroomError } from '@headroom/contracts';
import type { Topic } from '@headroom/contracts';
import { context } from '@opentelemetry/api';
import { deadLetter } from '../outcome.ts';
import type {
  BatchContext,
  BatchHandler,
  Delivered,
  LogRecord,
  Outcome,
  Publisher,
  RetryPolicy,
} from '../port.ts';
import { deadLetterEvent } from './dead-letter.ts';
import { isInfrastructureError } from './infrastructure-error.ts';
import { batchMetrics } from './metrics.ts';
import { backoffMs } from './retry.ts';
import { traceBatch } from './tracing.ts';

/** Everything that the handling of one batch touches; adapters, fake and crash harness each bring their own. */
export interface BatchRun extends BatchContext {
  readonly topic: Topic;
  readonly group: string;
  readonly handler: BatchHandler;
  /** For dead letters. */
  readonly publisher: Publisher;
  readonly retry: RetryPolicy;
  /** Commits that everything of the partition below `nextOffset` is done. */
  commit(nextOffset: number): Promise<void>;
  /** Rejects or returns early when the consumer stops. */
  sleep(ms: number): Promise<void>;
  /** True once the batch belongs to an older generation of the group, or the consumer stops while it waits. */
  abandoned(): boolean;
  /** Null: works; otherwise why it waits. */
  waiting(reason: string | null): void;
  /** A try of the handler has failed, or a server that it needs is away: told once, however long it stays away. */
  failed(error: unknown): void;
}

type Handled = { readonly outcome: Outcome; readonly attempts: number };

/**
 * Order of effects: 1. the handler's (stores, derived events), 2. dead letters, 3. the offset. A crash between any two
 * repeats the ones before it, which are idempotent by natural keys; nothing is lost because the offset comes last.
 * Answers false when the batch was abandoned: nothing is committed and another consumer will get it.
 */
export async function processBatch(run: BatchRun, records: readonly LogRecord[]): Promise<boolean> {
  const last = records.at(-1);
  if (last === undefined) return true;
  const meter = batchMetrics(run.topic.name, run.group);
  const traced = traceBatch(records, run.group);
  let outcomes: readonly Outcome[] | null = null;
  try {
    return await context.with(traced.context, async () => {
      const handled = await handle(run, traced.messages, () => meter.retried());
      if (handled === null) return false;
      if (!(await publishDeadLetters(run, traced.messages, handled))) return false;
      if (run.abandoned()) return false;
      await run.commit(last.offset + 1);
      outcomes = handled.map((h) => h.outcome);
      meter.handled(outcomes);
      return true;
    });
  } finally {
    run.waiting(null);
    traced.end(outcomes);
    meter.finished();
  }
}

/** The whole batch first; after the bound message by message, so that only the poison one goes to dead letters. */
async function handle(
  run: BatchRun,
  messages: readonly Delivered[],
  retried: () => void,
): Promise<Handled[] | null> {
  const whole = await attempt(run, messages, run.retry.attempts, retried);
  if (whole === null) return null;
  if (Array.isArray(whole.result)) {
    return whole.result.map((outcome) => ({ outcome, attempts: whole.attempts }));
  }
  const handled: Handled[] = [];
  for (const message of messages) {
    const alone = messages.length === 1 ? whole : await attempt(run, [message], 1, retried);
    if (alone === null) return null;
    const attempts = alone === whole ? whole.attempts : whole.attempts + alone.attempts;
    const outcome = Array.isArray(alone.result) ? alone.result[0] : failed(alone.result, attempts);
    if (outcome === undefined) return null;
    handled.push({ outcome, attempts });
  }
  return handled;
}

interface Attempted {
  readonly attempts: number;
  readonly result: Outcome[] | { readonly error: unknown };
}

/** Tries until it works or `bound` tries have failed; waits without bound for a server that is away. Null: abandoned. */
async function attempt(
  run: BatchRun,
  messages: readonly Delivered[],
  bound: number,
  retried: () => void,
): Promise<Attempted | null> {
  let failures = 0;
  for (let waits = 0; ;) {
    if (run.abandoned()) return null;
    try {
      const outcomes = await run.handler(messages, run);
      if (outcomes.length !== messages.length) {
        throw new HeadroomError(
          'INTERNAL',
          `handler of ${run.topic.name} (${run.group}) returned ${outcomes.length} outcomes for ${messages.length} messages; return one each`,
        );
      }
      run.waiting(null);
      return { attempts: failures + 1, result: [...outcomes] };
    } catch (error) {
      retried();
      const away = isInfrastructureError(error);
      if (!away || waits === 0) run.failed(error);
      if (!away && ++failures >= bound) return { attempts: failures, result: { error } };
      if (away) run.waiting(text(error));
      await run.sleep(backoffMs(run.retry, away ? ++waits : failures));
    }
  }
}

/** Awaited before the offset: a message is either used or in dead letters, never in neither. */
async function publishDeadLetters(
  run: BatchRun,
  messages: readonly Delivered[],
  handled: readonly Handled[],
): Promise<boolean> {
  const events = messages.flatMap((message, i) => {
    const h = handled[i];
    if (h?.outcome.kind !== 'dead-letter') return [];
    return deadLetterEvent(run.topic, run.group, message, h.outcome, h.attempts) ?? [];
  });
  for (let waits = 0; events.length > 0;) {
    if (run.abandoned()) return false;
    try {
      await run.publisher.publish(events);
      return true;
    } catch (error) {
      if (!isInfrastructureError(error)) throw error;
      run.waiting(text(error));
      await run.sleep(backoffMs(run.retry, ++waits));
    }
  }
  return true;
}

const failed = ({ error }: { error: unknown }, attempts: number): Outcome =>
  deadLetter(
    'HANDLER_FAILED',
    `the handler failed ${attempts} times, at last with: ${text(error)}; fix the cause, then replay the dead letter`,
  );

const text = (error: unknown) => (error instanceof Error ? error.message : String(error));

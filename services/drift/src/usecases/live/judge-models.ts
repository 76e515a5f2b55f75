import type { LiveError } from '@headroom/contracts';
import { judgeLiveErrors, type LiveRule } from '../../domain/live/judge-live-errors.ts';
import type { Touched } from '../../domain/live/live-rows.ts';
import type { LiveStore, LiveTransaction } from '../../domain/live/live-store.ts';

export interface LivePorts {
  readonly store: LiveStore;
  readonly rule: LiveRule;
  /** Told of every judgement over all services. */
  readonly onJudged: (judged: LiveError) => void;
}

/** Judges champion and challenger anew after something came of these services, or of all; tells what has changed. */
export async function judgeModels(
  tx: LiveTransaction,
  { rule, onJudged }: Omit<LivePorts, 'store'>,
  touched: readonly Touched[] | null,
): Promise<void> {
  const services = touched === null ? null : touched.map(({ serviceId }) => serviceId);
  for (const model of await tx.followed()) {
    await tx.recount(model, touched, rule.windowMs);
    const standing = await tx.standing(model, services);
    const judged = judgeLiveErrors(
      model,
      {
        totals: await tx.totals(model),
        hours: await tx.hours(model, services),
        known: standing.flatMap(({ service_id: id }) => (id === null ? [] : [id])),
      },
      rule,
    );
    const before = new Map(standing.map((one) => [one.service_id, one]));
    await tx.keep(judged);
    // Nothing said is as good as nothing known.
    const changed = judged.filter(
      ({ service_id: id, state }) => state !== (before.get(id)?.state ?? 'too_few'),
    );
    await tx.tell(changed);
    for (const one of judged) if (one.service_id === null) onJudged(one);
  }
}

import type { TriggerReply } from '@headroom/contracts';
import { entity } from './entity.ts';
import { json, nullable, oneOf, text } from './columns.ts';

/** Every trigger that was decided: a repetition finds its outcome here and asks for nothing new. */
export const TriggerEntity = entity<TriggerReply & { readonly received_at?: Date }>({
  name: 'trigger_inbox',
  columns: {
    id: { ...text('id'), primary: true },
    dag_id: text('dag_id'),
    outcome: text('outcome'),
    run_id: nullable(text('run_id')),
    error: nullable(json('error')),
    received_at: {
      name: 'received_at',
      type: 'timestamptz',
      precision: 3,
      default: () => 'now()',
      select: false,
    },
  },
  checks: [oneOf('trigger_inbox_outcome', 'outcome', ['created', 'joined', 'replaced', 'refused'])],
});

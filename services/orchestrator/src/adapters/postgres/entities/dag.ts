import { entity } from './entity.ts';
import type { DagState } from '../../../domain/ports.ts';
import { nullable, text, time } from './columns.ts';

/** One row a pipeline: its lock decides which run is next. */
export const DagEntity = entity<DagState>({
  name: 'dag',
  columns: {
    dagId: { ...text('dag_id'), primary: true },
    paused: { name: 'paused', type: 'boolean' },
    lastFireAt: nullable(time('last_fire_at')),
  },
});

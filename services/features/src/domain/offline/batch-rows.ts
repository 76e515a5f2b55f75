import type { DefinitionSet, FeatureView, Source } from '@headroom/feature-definitions';
import { rowsView, type RowsView } from '../online/view-rows.ts';
import type { Micros } from '../online/event-time.ts';
import type { Probes, StoredRow } from './offline-rows.ts';

export type BatchSource = Extract<Source, { kind: 'file' | 'postgres' }>;

/** A view whose rows lie in a table outside of the store. */
export interface BatchView {
  readonly view: RowsView;
  readonly source: BatchSource;
  /** Rows come by other ways too: a file that is not there holds none. */
  readonly isOptional: boolean;
}

/** Reads rows of views where they lie. Values come as the store keeps them, in the layout of the view's schema. */
export interface BatchRows {
  /**
   * The newest row each probe sees, never one of a later event time; null where there is none. Of several rows of an
   * event time the one that was created last.
   * @param knownAt rows created later, epoch ms, are not seen where the source tells when a row was created
   */
  asOf(
    batch: BatchView,
    probes: Probes,
    knownAt: number | null,
  ): Promise<readonly (StoredRow | null)[]>;
  /** The newest row of each entity with event time in (after, upTo]. */
  newest(batch: BatchView, after: Micros, upTo: Micros): Promise<readonly StoredRow[]>;
  /** Rows with event time in (after, upTo], in any order, so many at most. */
  scan(batch: BatchView, after: Micros, upTo: Micros, limit: number): Promise<readonly StoredRow[]>;
}

/** Where rows of a view lie outside of the store; null for one whose rows are pushed alone. */
export function batchViewOf(set: DefinitionSet, view: FeatureView): BatchView | null {
  const source = set.source(view.source);
  if (source === undefined || view.engine !== undefined) return null;
  if (isBatch(source)) return { view: rowsView(set, view), source, isOptional: false };
  const behind = set.source(source.batch_source ?? '');
  if (behind === undefined || !isBatch(behind)) return null;
  return { view: rowsView(set, view), source: behind, isOptional: true };
}

const isBatch = (source: Source): source is BatchSource =>
  source.kind === 'file' || source.kind === 'postgres';

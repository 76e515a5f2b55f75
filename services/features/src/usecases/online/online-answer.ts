import type { ValueType } from '@headroom/feature-definitions';
import type { ValueText } from '../../domain/online/value-text.ts';

export const PRESENT = 0;
export const NOT_FOUND = 1;
export const OUTSIDE_MAX_AGE = 2;

/** Columns of one view, one value each row of the request. */
export interface ViewColumns {
  /** By field of the view's plan. */
  readonly cells: readonly (readonly ValueText[])[];
  /** Event times, RFC 3339; null where the values have none. */
  readonly times: readonly string[] | null;
  /** A state each row; null when all are present, whatever their values. */
  readonly states: Uint8Array | null;
}

/** A column of the request. */
export interface KeyTexts {
  readonly name: string;
  readonly type: ValueType;
  readonly texts: readonly ValueText[];
}

export interface OnlineAnswer {
  readonly rows: number;
  /** Columns of the request that are join keys, in its order. */
  readonly keys: readonly KeyTexts[];
  /** In the order of the plan's views. */
  readonly views: readonly ViewColumns[];
}

/** One packed value per view and entity. `entity` is the hash tag: all views of an entity live in one slot. */
export interface OnlineKey {
  readonly view: string;
  readonly entity: string;
}

/** Tells the values of a key apart, and which of two is the newer. */
export interface OnlineGuard {
  /** End of the bucket that the value is of, epoch ms. */
  readonly bucketEnd: number;
  /** Offset of the revision's arrival_seq; an entity lives in one partition, so offsets compare. */
  readonly revision: number;
}

export interface OnlineValue extends OnlineGuard {
  readonly bytes: Uint8Array;
}

export interface OnlineEntry extends OnlineKey, OnlineValue {}

export interface GuardedRead {
  readonly values: readonly (OnlineValue | null)[];
  readonly guards: readonly (OnlineGuard | null)[];
}

/**
 * The newest value of each key. A write is guarded by (bucketEnd, revision): an older pair never overwrites a newer
 * one, an equal pair writes again (a replay repeats harmlessly). Errors are UNAVAILABLE when the server is.
 */
export interface OnlineStore {
  /** Which entries were applied, in order. One entry is atomic, so is a batch of up to a thousand. */
  write(entries: readonly OnlineEntry[]): Promise<boolean[]>;
  /** Values in the order of the keys, null where there is none. */
  read(keys: readonly OnlineKey[]): Promise<(OnlineValue | null)[]>;
  /** Values of `keys` and the guards alone of `guarded`, in their orders, in one round trip: for who keeps values by guard. */
  readWithGuards(keys: readonly OnlineKey[], guarded: readonly OnlineKey[]): Promise<GuardedRead>;
  /** Drops keys, guard and all. */
  delete(keys: readonly OnlineKey[]): Promise<void>;
  /**
   * Calls the listener after each write to the key that was applied, by whatever process, until the returned function is
   * called. Changes while the connection was away are told as one when it is back.
   */
  watch(key: OnlineKey, listener: () => void): Promise<() => void>;
}

/** A message that must be published once its transaction has committed. */
export interface OutboxRow {
  readonly topic: string;
  /** Rows of one key are published in the order in which their transactions committed. */
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Published as it is, byte for byte. */
  readonly body: Uint8Array;
}

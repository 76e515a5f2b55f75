import type { SqlValue } from '@headroom/storage';

/** Parameters of a statement that is put together; a value given twice is sent once. */
export class Parameters {
  readonly values: SqlValue[] = [];

  /** The place of a value: `$3`. */
  add(value: SqlValue): string {
    const known = this.values.indexOf(value);
    return `$${known < 0 ? this.values.push(value) : known + 1}`;
  }
}

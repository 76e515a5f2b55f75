import type { ScalarType, ValueType } from '../value-type.ts';

/** A schema as it is written: `{ amount: 'float64', city: { type: 'string', description: … } }`. */
export type Schema = Readonly<
  Record<
    string,
    | ValueType
    | { readonly type: ValueType; readonly description?: string; readonly columns?: string[] }
  >
>;

interface ScalarValues {
  bool: boolean;
  int32: number;
  int64: bigint;
  float32: number;
  float64: number;
  string: string;
  bytes: Uint8Array;
  unix_timestamp: Date;
}

type ValueOf<T extends ValueType> = T extends ScalarType
  ? ScalarValues[T]
  : T extends `array<${infer E extends ScalarType}>`
    ? readonly ScalarValues[E][]
    : never;

type TypeOf<F> = F extends ValueType
  ? F
  : F extends { readonly type: infer T extends ValueType }
    ? T
    : never;

/** What a function of a row is given: every field's value, null where it is missing. */
export type Row<S extends Schema> = { readonly [K in keyof S]: ValueOf<TypeOf<S[K]>> | null };

/** What it answers. */
export type Features<S extends Schema> = { [K in keyof S]: ValueOf<TypeOf<S[K]>> | null };

import type { Int64 } from '../../../domain/int64.ts';
import { invalidParameter } from '../../../domain/mlflow-error.ts';
import { readBoolean, readDouble, readInteger, readString, Unfit } from './read-value.ts';

/** A field of a request, read as protobuf's JSON mapping does. */
export interface Field<T> {
  /** Reads a value; what is read stands where `set` puts it before the rest of it may turn out not to fit. */
  readonly into: (value: unknown, set: (read: T) => void) => void;
  /** What an absent field reads as. */
  readonly absent: T;
  readonly kind: 'single' | 'boolean' | 'list';
  readonly message?: Message;
}
export type Message = Readonly<Record<string, Field<unknown>>>;
export type Request<M extends Message> = {
  readonly [K in keyof M]: M[K] extends Field<infer T> ? T : never;
};

const field = <T>(
  absent: T,
  read: (value: unknown) => T,
  kind: Field<T>['kind'] = 'single',
): Field<T> => ({
  absent,
  kind,
  into: (value, set) => {
    set(read(value));
  },
});

export const string = field('', readString);
export const optionalString = field<string | undefined>(undefined, readString);
export const int64 = field<Int64>(0, readInteger(63));
export const optionalInt64 = field<Int64 | undefined>(undefined, readInteger(63));
export const optionalInt32 = field<number | undefined>(undefined, (value) =>
  Number(readInteger(31)(value)),
);
export const double = field(0, readDouble);
export const optionalBoolean = field<boolean | undefined>(undefined, readBoolean, 'boolean');

/** An enum by its names in the order of their numbers from 1; a number means its name. Unknown names read as absent. */
export const enumeration = <const N extends readonly string[]>(names: N) =>
  field<N[number] | undefined>(undefined, (value) => {
    if (typeof value === 'string' && !/^\d+$/.test(value)) {
      return names.find((name) => name === value);
    }
    const number = typeof value === 'object' ? 0 : Math.trunc(Number(value));
    const name = names[number - 1];
    if (name === undefined) throw new Unfit();
    return name;
  });

export const list = <T>(item: Field<T>): Field<T[]> => ({
  absent: [],
  kind: 'list',
  into: (value, set) => {
    if (!Array.isArray(value)) throw new Unfit();
    const items: T[] = [];
    set(items);
    for (const held of value) item.into(held, (read) => items.push(read));
  },
  ...(item.message === undefined ? {} : { message: item.message }),
});

/** A message within a message. */
export function nested<M extends Message>(message: M): Field<Request<M>> {
  const absent = emptyOf(message);
  return {
    absent,
    kind: 'single',
    message,
    into: (value, set) => {
      const read = { ...absent };
      set(read);
      fill(message, value, read);
    },
  };
}

/**
 * Reads a JSON object. As with protobuf, unknown fields are ignored, and what stands behind a value that does not fit is
 * not read any more: `fits` is then false.
 */
export function readMessage<M extends Message>(
  message: M,
  json: unknown,
): { readonly request: Request<M>; readonly fits: boolean } {
  refuseTwoSpellings(message, json);
  const request = emptyOf(message);
  try {
    fill(message, json, request);
    return { request, fits: true };
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    return { request, fits: false };
  }
}

/** A GET's query as the JSON object it stands for. */
export function jsonOfQuery(message: Message, query: URLSearchParams): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  for (const [name, { kind }] of Object.entries(message)) {
    const value = query.get(name);
    if (value === null) continue;
    json[name] =
      kind === 'list' ? query.getAll(name) : kind === 'boolean' ? booleanOf(value) : value;
  }
  return json;
}

function booleanOf(value: string): boolean {
  const lower = value.toLowerCase();
  if (lower !== 'true' && lower !== 'false') {
    throw invalidParameter(`Invalid boolean value: ${value}, must be 'true' or 'false'.`);
  }
  return lower === 'true';
}

const emptyOf = <M extends Message>(message: M): Request<M> =>
  Object.fromEntries(
    Object.entries(message).map(([name, { absent }]) => [name, absent]),
  ) as Request<M>;

const camel = (name: string): string =>
  name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

interface Index {
  /** Fields by either spelling of their names. */
  readonly byKey: ReadonlyMap<string, readonly [name: string, field: Field<unknown>]>;
  readonly twoSpellings: readonly (readonly [string, string])[];
  readonly nested: readonly (readonly [string, Message])[];
}
const indexes = new WeakMap<Message, Index>();

function indexOf(message: Message): Index {
  const known = indexes.get(message);
  if (known !== undefined) return known;
  const fields = Object.entries(message);
  const index: Index = {
    byKey: new Map(fields.flatMap((f) => [f[0], camel(f[0])].map((key) => [key, f] as const))),
    twoSpellings: fields.map(([name]) => [name, camel(name)] as const).filter(([a, b]) => a !== b),
    nested: fields.flatMap(([name, { message: inner }]) => (inner ? [[name, inner] as const] : [])),
  };
  indexes.set(message, index);
  return index;
}

/** In the order of the JSON, so that it is the same fields as with protobuf that stay unread behind one that does not fit. */
function fill(message: Message, json: unknown, into: Record<string, unknown>): void {
  if (!isObject(json)) throw new Unfit();
  const { byKey } = indexOf(message);
  for (const key in json) {
    const known = byKey.get(key);
    const value = json[key];
    if (known === undefined || value === null) continue;
    const [name, { into: readInto }] = known;
    readInto(value, (read) => {
      into[name] = read;
    });
  }
}

function refuseTwoSpellings(message: Message, json: unknown): void {
  if (!isObject(json)) return;
  const { twoSpellings, nested: inner } = indexOf(message);
  for (const [name, other] of twoSpellings) {
    if (name in json && other in json) {
      throw invalidParameter(
        `Request specifies both '${name}' and '${other}'; provide only one of them.`,
      );
    }
  }
  for (const [name, of] of inner) {
    const value = json[name] ?? json[camel(name)];
    if (Array.isArray(value)) for (const item of value) refuseTwoSpellings(of, item);
    else refuseTwoSpellings(of, value);
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

import { invalidParameter } from '../../../domain/mlflow-error.ts';

/** A field of a request, read as protobuf's JSON mapping does. */
export interface Field<T> {
  readonly read: (value: unknown) => T;
  /** What an absent field reads as. */
  readonly absent: T;
  readonly kind: 'single' | 'boolean' | 'list';
  readonly message?: Message;
}
export type Message = Readonly<Record<string, Field<unknown>>>;
export type Request<M extends Message> = {
  readonly [K in keyof M]: M[K] extends Field<infer T> ? T : never;
};

/** The value does not fit the field; the checks of the call then say why, in MLflow's words. */
class Unfit extends Error {}

const field = <T>(absent: T, read: (value: unknown) => T): Field<T> => ({
  absent,
  read,
  kind: 'single',
});

const readString = (value: unknown): string => {
  if (typeof value !== 'string') throw new Unfit();
  return value;
};

/** int32 and int64: a number, or its digits as a string. */
const readInteger = (bits: 31 | 63) => (value: unknown) => {
  const number = typeof value === 'string' && /^[+-]?\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) throw new Unfit();
  if (number < -(2 ** bits) || number >= 2 ** bits) throw new Unfit();
  return number;
};

const readDouble = (value: unknown): number => {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') throw new Unfit();
  if (/^(NaN|-?Infinity)$/.test(value)) return Number(value);
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) throw new Unfit();
  return number;
};

const readBoolean = (value: unknown): boolean => {
  if (typeof value !== 'boolean') throw new Unfit();
  return value;
};

export const string = field('', readString);
export const optionalString = field<string | undefined>(undefined, readString);
export const int64 = field(0, readInteger(63));
export const optionalInt64 = field<number | undefined>(undefined, readInteger(63));
export const optionalInt32 = field<number | undefined>(undefined, readInteger(31));
export const double = field(0, readDouble);
export const optionalBoolean: Field<boolean | undefined> = {
  absent: undefined,
  read: readBoolean,
  kind: 'boolean',
};

/** An enum by its names in the order of their numbers from 1; a number means its name. Unknown names read as absent. */
export const enumeration = <const N extends readonly string[]>(names: N) =>
  field<N[number] | undefined>(undefined, (value) => {
    if (typeof value === 'string' && !/^\d+$/.test(value)) {
      return names.find((name) => name === value);
    }
    const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : 0;
    const name = names[number - 1];
    if (name === undefined) throw new Unfit();
    return name;
  });

export const list = <T>(item: Field<T>): Field<T[]> => ({
  absent: [],
  kind: 'list',
  read: (value) => {
    if (!Array.isArray(value)) throw new Unfit();
    return value.map((held: unknown) => item.read(held));
  },
  ...(item.message === undefined ? {} : { message: item.message }),
});

/** A message within a message. */
export const nested = <M extends Message>(message: M): Field<Request<M>> => ({
  absent: emptyOf(message),
  kind: 'single',
  message,
  read: (value) => {
    const read = emptyOf(message);
    fill(message, value, read);
    return read;
  },
});

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
    into[known[0]] = known[1].read(value);
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

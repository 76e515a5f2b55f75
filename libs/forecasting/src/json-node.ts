import { ForecastingError, type ForecastingErrorCode } from './error.ts';

/**
 * A parsed JSON value and where it stands, read by asking for what it must be. Model files hold arrays of
 * 100,000 numbers: those are checked in one loop, with no object for each of them.
 */
export class JsonNode {
  readonly #path: string;
  readonly #value: unknown;
  readonly #code: ForecastingErrorCode;

  constructor(value: unknown, path: string, code: ForecastingErrorCode) {
    this.#value = value;
    this.#path = path;
    this.#code = code;
  }

  static parse(text: string, path: string, code: ForecastingErrorCode): JsonNode {
    try {
      return new JsonNode(JSON.parse(text), path, code);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ForecastingError(code, `${path}: is no whole JSON document (${reason})`);
    }
  }

  fail(wrong: string): never {
    throw new ForecastingError(this.#code, `${this.#path}: ${wrong}`);
  }

  has(name: string): boolean {
    return name in this.#object();
  }

  field(name: string): JsonNode {
    const object = this.#object();
    if (!(name in object)) this.fail(`field '${name}' is missing`);
    return new JsonNode(object[name], `${this.#path}.${name}`, this.#code);
  }

  /** Fields in the order of their names. */
  entries(): [string, JsonNode][] {
    return Object.keys(this.#object())
      .sort()
      .map((name) => [name, this.field(name)]);
  }

  isNull(): boolean {
    return this.#value === null;
  }

  isList(): boolean {
    return Array.isArray(this.#value);
  }

  items(): JsonNode[] {
    return this.#array().map((item, i) => new JsonNode(item, `${this.#path}[${i}]`, this.#code));
  }

  text(): string {
    if (typeof this.#value !== 'string') return this.#expected('a string');
    return this.#value;
  }

  oneOf<const T extends string>(allowed: readonly T[]): T {
    const text = this.text();
    const found = allowed.find((candidate) => candidate === text);
    return found ?? this.fail(`is '${text}', expected one of ${allowed.join(', ')}`);
  }

  number(): number {
    if (typeof this.#value !== 'number') return this.#expected('a number');
    return this.#value;
  }

  scalar(): string | number | boolean {
    const value = this.#value;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return value;
    return this.#expected('a string, number or boolean');
  }

  integer(low: number, high: number): number {
    const number = this.number();
    if (!Number.isInteger(number) || number < low || number > high)
      this.fail(`is ${number}, expected an integer from ${low} to ${high}`);
    return number;
  }

  numbers(): Float64Array {
    const array = this.#array();
    const out = new Float64Array(array.length);
    for (let i = 0; i < array.length; i++) {
      const value = array[i];
      if (typeof value !== 'number') this.fail(`item ${i} is ${show(value)}, expected a number`);
      out[i] = value;
    }
    return out;
  }

  texts(): string[] {
    return this.items().map((item) => item.text());
  }

  #array(): readonly unknown[] {
    if (!Array.isArray(this.#value)) return this.#expected('a list');
    return this.#value;
  }

  #object(): Record<string, unknown> {
    const value = this.#value;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return this.#expected('an object');
    return value as Record<string, unknown>;
  }

  #expected(what: string): never {
    return this.fail(`is ${show(this.#value)}, expected ${what}`);
  }
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return JSON.stringify(value).slice(0, 40);
}

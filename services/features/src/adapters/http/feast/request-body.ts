import { parseExactJson } from '@headroom/contracts';

type JsonObject = Readonly<Record<string, unknown>>;

/** One thing that is wrong in a body, in the words of Feast's server. */
interface Detail {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: unknown;
  readonly ctx?: { readonly error: string };
}

/** Everything that is wrong in a body: answered with 422. */
export class BodyError extends Error {
  readonly details: readonly Detail[];

  constructor(details: readonly Detail[]) {
    super(details.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; '));
    this.name = 'BodyError';
    this.details = details;
  }
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads the fields of a body one by one, and tells at the end all that was wrong. */
export class RequestBody {
  readonly #body: JsonObject;
  readonly #details: Detail[] = [];

  /** @throws BodyError for what is no JSON object */
  constructor(text: string, isJson: boolean) {
    if (text === '') throw new BodyError([missing(['body'], null)]);
    const body = isJson ? parse(text) : text;
    if (!isObject(body)) {
      const msg = 'Input should be a valid dictionary or object to extract fields from';
      throw new BodyError([{ type: 'model_attributes_type', loc: ['body'], msg, input: body }]);
    }
    this.#body = body;
  }

  string(name: string): string {
    return this.#required(name, (value) => this.#text(name, value)) ?? '';
  }

  /** Null when it is left out. */
  optionalString(name: string): string | null {
    const value = this.#body[name] ?? null;
    return value === null ? null : this.#text(name, value);
  }

  boolean(name: string, otherwise: boolean): boolean {
    const value = this.#body[name] ?? otherwise;
    if (typeof value === 'boolean') return value;
    return this.#wrong('bool_type', [name], 'Input should be a valid boolean', value, otherwise);
  }

  /** Null when it is left out. */
  optionalStrings(name: string): string[] | null {
    const value = this.#body[name] ?? null;
    if (value === null) return null;
    if (!isList(value)) return this.#noList([name], value);
    return value.map((one, i) =>
      typeof one === 'string'
        ? one
        : this.#wrong('string_type', [name, i], 'Input should be a valid string', one, ''),
    );
  }

  /** An object of lists. */
  columns(name: string): Record<string, readonly unknown[]> {
    const value = this.object(name);
    return Object.fromEntries(
      Object.entries(value).map(([column, values]) => [
        column,
        isList(values) ? values : this.#noList([name, column], values),
      ]),
    );
  }

  object(name: string): JsonObject {
    const read = (value: unknown) =>
      isObject(value)
        ? value
        : this.#wrong('dict_type', [name], 'Input should be a valid dictionary', value, {});
    return this.#required(name, read) ?? {};
  }

  /** @throws BodyError when anything was wrong */
  check(): void {
    if (this.#details.length > 0) throw new BodyError(this.#details);
  }

  #required<T>(name: string, read: (value: unknown) => T): T | null {
    if (name in this.#body) return read(this.#body[name]);
    this.#details.push(missing(['body', name], this.#body));
    return null;
  }

  #text(name: string, value: unknown): string {
    if (typeof value === 'string') return value;
    return this.#wrong('string_type', [name], 'Input should be a valid string', value, '');
  }

  #noList(at: readonly (string | number)[], value: unknown): never[] {
    return this.#wrong('list_type', at, 'Input should be a valid list', value, []);
  }

  #wrong<T>(
    type: string,
    at: readonly (string | number)[],
    msg: string,
    input: unknown,
    otherwise: T,
  ): T {
    this.#details.push({ type, loc: ['body', ...at], msg, input });
    return otherwise;
  }
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const missing = (loc: readonly string[], input: unknown): Detail => ({
  type: 'missing',
  loc,
  msg: 'Field required',
  input,
});

function parse(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const at = Number(/position (\d+)/.exec(error.message)?.[1] ?? 0);
    throw new BodyError([
      {
        type: 'json_invalid',
        loc: ['body', at],
        msg: 'JSON decode error',
        input: {},
        ctx: { error: error.message },
      },
    ]);
  }
}

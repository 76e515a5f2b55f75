import { plainError, pythonList, refusal } from '../../domain/online/feast-error.ts';
import type { ValueText, ValueWriter } from '../../domain/online/value-text.ts';
import type { KeyTexts } from './online-answer.ts';
import type { KeyColumn, ReadPlan } from './read-plan.ts';

export type EntityValues = Readonly<Record<string, readonly unknown[]>>;

/** A request's entities, by column. */
export class EntityColumns {
  readonly rows: number;
  readonly keys: readonly KeyTexts[];
  readonly #texts: ReadonlyMap<string, readonly ValueText[]>;

  /** @throws FeastError for columns of different lengths, or values that are no keys */
  constructor(plan: ReadPlan, values: EntityValues) {
    const names = Object.keys(values);
    const [first] = names;
    if (first === undefined) {
      throw plainError("'pop from an empty set'", `entities is empty; ${wantedKeys(plan)}`);
    }
    this.rows = values[first]?.length ?? 0;
    if (names.some((name) => values[name]?.length !== this.rows)) {
      const lengths = names.map((name) => `${name} has ${values[name]?.length ?? 0}`).join(', ');
      throw plainError(
        'All entity rows must have the same columns.',
        `entities: columns must have one value a row each; ${lengths}`,
      );
    }
    this.keys = names.flatMap((name) => {
      const key = plan.keys.get(name);
      if (key === undefined) return [];
      return [{ name, type: key.type, texts: textsOf(name, values[name] ?? [], key.write) }];
    });
    this.#texts = new Map(this.keys.map(({ name, texts }) => [name, texts]));
  }

  /** Values of one key. @throws FeastError when the request lacks it */
  column(key: KeyColumn): readonly ValueText[] {
    return this.#texts.get(key.column) ?? this.#missing([key]);
  }

  has({ column }: KeyColumn): boolean {
    return this.#texts.has(column);
  }

  /** One text each row for all of the keys together. @throws FeastError when the request lacks one */
  entities(keys: readonly KeyColumn[]): readonly string[] {
    const [only] = keys;
    if (only === undefined) return new Array<string>(this.rows).fill('');
    if (keys.length === 1) return this.column(only);
    if (!keys.every((key) => this.has(key))) this.#missing(keys);
    const columns = keys.map((key) => this.column(key));
    return Array.from({ length: this.rows }, (_, row) =>
      columns.map((texts) => texts[row]).join(','),
    );
  }

  #missing(keys: readonly KeyColumn[]): never {
    const lacking = keys.filter((key) => !this.has(key)).map(({ column }) => column);
    const missing = pythonList(lacking);
    const given = pythonList(this.keys.map(({ name }) => name));
    throw plainError(
      `"Missing join key values for keys: ${missing}. No values provided for keys: ${missing}. Provided join_key_values: ${given}"`,
      `entities: no column ${lacking.join(', ')}; it is a join key of a view that is asked for`,
    );
  }
}

const wantedKeys = ({ views }: ReadPlan): string => {
  const keys = views.flatMap((view) =>
    view.kind === 'on_demand' ? [] : view.kind === 'rows' ? view.keys : [view.key],
  );
  const columns = [...new Set(keys.map(({ column }) => column))];
  return `give a list of values for each of ${columns.join(', ')}`;
};

export function textsOf(
  name: string,
  values: readonly unknown[],
  write: ValueWriter,
): readonly ValueText[] {
  return values.map((value, row) => {
    try {
      return write(value);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw refusal(`${name}, row ${row}: ${error.message}.`);
    }
  });
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MlflowError } from '../mlflow-error.ts';
import recorded from './recorded-filters.json' with { type: 'json' };
import { parseRunFilter, parseRunOrder } from './run-filter.ts';

const asRecorded = (filter: string) =>
  parseRunFilter(filter).map(({ kind, key, comparator, value }) => [
    kind === 'param' ? 'parameter' : kind,
    key,
    comparator,
    value,
  ]);

describe('the filter language of runs', () => {
  const cases = recorded.map(([filter, parsed]) => ({ filter: String(filter), parsed }));
  it.each(cases)('reads $filter as the genuine parser did', ({ filter, parsed }) => {
    if (parsed === null) expect(() => parseRunFilter(filter)).toThrow(MlflowError);
    else expect(asRecorded(filter)).toEqual(parsed);
  });

  const quote = (key: string) => (/^[a-z_]\w*(?:\.\w+)*$/i.test(key) ? key : `\`${key}\``);
  const key = fc.string({ minLength: 1, maxLength: 12 }).filter((k) => !/[`'"\\;]/.test(k));
  const text = fc.string({ maxLength: 12 }).filter((t) => !/['\\]/.test(t));
  const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 });
  const metric = fc.record({
    kind: fc.constant('metric' as const),
    key,
    comparator: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
    value: number.map((n) => Number(n.toFixed(6)) + 0),
  });
  const worded = fc.record({
    kind: fc.constantFrom('param' as const, 'tag' as const),
    key,
    comparator: fc.constantFrom('=', '!=', 'LIKE', 'ILIKE'),
    value: text,
  });
  const present = fc.record({
    kind: fc.constantFrom('param' as const, 'tag' as const),
    key,
    comparator: fc.constantFrom('IS NULL', 'IS NOT NULL'),
    value: fc.constant(null),
  });
  const listed = fc.record({
    kind: fc.constant('attribute' as const),
    key: fc.constant('run_id'),
    comparator: fc.constantFrom('IN', 'NOT IN'),
    value: fc.array(text, { minLength: 1, maxLength: 4 }),
  });
  const valueText = (value: string | number | readonly string[] | null) => {
    if (value === null) return '';
    if (typeof value === 'number') return String(value);
    return typeof value === 'string' ? `'${value}'` : `(${value.map((v) => `'${v}'`).join(', ')})`;
  };

  it('reads back whatever it can say, with any spacing and case of AND', () => {
    const condition = fc.oneof(metric, worded, present, listed);
    const and = fc.constantFrom(' AND ', ' and ', '\n AND\t');
    fc.assert(
      fc.property(fc.array(condition, { minLength: 1, maxLength: 5 }), and, (conditions, joint) => {
        const written = conditions.map(
          (c) => `${c.kind}s.${quote(c.key)} ${c.comparator} ${valueText(c.value)}`,
        );
        const filter = written.join(joint).replaceAll('attributes.run_id', 'run_id');
        expect(parseRunFilter(filter)).toEqual(conditions);
      }),
    );
  });

  it('answers any text with conditions or INVALID_PARAMETER_VALUE', () => {
    const word = fc.constantFrom(
      'metrics.a',
      "'x'",
      '(',
      ')',
      'AND',
      'IN',
      '=',
      '1',
      '"',
      '`',
      '.',
    );
    const soup = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 8 }).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(soup, (filter) => {
        try {
          parseRunFilter(filter);
        } catch (error) {
          expect(error).toBeInstanceOf(MlflowError);
          expect(error).toMatchObject({ errorCode: 'INVALID_PARAMETER_VALUE' });
        }
      }),
    );
  });
});

describe('order_by of runs', () => {
  it('reads subjects, quoted keys and directions', () => {
    expect(
      parseRunOrder(['metrics.a DESC', 'params.`b c`', 'created asc', 'tags."x/y" desc']),
    ).toEqual([
      { kind: 'metric', key: 'a', ascending: false },
      { kind: 'param', key: 'b c', ascending: true },
      { kind: 'attribute', key: 'start_time', ascending: true },
      { kind: 'tag', key: 'x/y', ascending: false },
    ]);
  });

  it.each([
    [['metrics.a sideways'], 'Invalid ordering key'],
    [['metrics.a DESC x'], 'Could not be parsed'],
    [['1'], 'Could not be parsed'],
    [['foo.a'], "Invalid entity type 'foo'"],
    [['attributes.foo'], "Invalid attribute key 'foo'"],
    [['datasets.name'], "Invalid identifier type 'dataset'"],
    [['start_time', 'created DESC'], 'duplicate fields'],
  ])('refuses %j', (clauses, message) => {
    expect(() => parseRunOrder(clauses)).toThrow(message);
  });
});

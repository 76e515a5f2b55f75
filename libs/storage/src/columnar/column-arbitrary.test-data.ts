import fc from 'fast-check';
import type { Column } from './column.ts';

const nullable = (value: fc.Arbitrary<number>) => fc.oneof(value, fc.constant(NaN));

const numbers = (
  type: 'float64' | 'int32' | 'int64' | 'timestamp',
  value: fc.Arbitrary<number>,
  rows: number,
): fc.Arbitrary<Column> =>
  fc.array(nullable(value), { minLength: rows, maxLength: rows }).map((values) => ({
    name: '',
    type,
    values: Float64Array.from(values),
  }));

const column = (rows: number): fc.Arbitrary<Column> => {
  const size = { minLength: rows, maxLength: rows };
  return fc.oneof(
    numbers('float64', fc.double(), rows),
    numbers('int32', fc.integer(), rows),
    numbers('int64', fc.maxSafeInteger(), rows),
    numbers('timestamp', fc.integer({ min: -1e13, max: 1e14 }), rows),
    fc
      .array(fc.option(fc.string({ unit: 'grapheme' })), size)
      .map((values): Column => ({ name: '', type: 'string', values })),
    fc
      .array(fc.option(fc.boolean()), size)
      .map((values): Column => ({ name: '', type: 'boolean', values })),
  );
};

/** For tests: columns of every type with missing values, of one length, under odd but distinct names. */
export const columnArbitrary: fc.Arbitrary<Column[]> = fc
  .record({ rows: fc.nat(70), width: fc.integer({ min: 1, max: 6 }) })
  .chain(({ rows, width }) => fc.array(column(rows), { minLength: width, maxLength: width }))
  .map((columns) => columns.map((c, i) => ({ ...c, name: `c "${i}'` })));

import { expect, it } from 'vitest';
import { compileRowFunction } from './row-function.ts';

const refusal = (source: string) => {
  try {
    compileRowFunction('v', source);
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

it('computes a row from its text alone', () => {
  const compute = compileRowFunction(
    'v',
    '(row) => ({ sum: row.a + 1, big: row.big + 1n, list: [row.a, Math.max(1, row.a)] })',
  );
  expect(compute({ a: 2, big: 2n ** 60n })).toEqual({
    sum: 3,
    big: 2n ** 60n + 1n,
    list: [2, 2],
  });
});

it.each(['function (row) { return { a: row.a }; }', 'function named(row) { return { a: row.a } }'])(
  'takes %s',
  (source) => {
    expect(compileRowFunction('v', source)({ a: 1 })).toEqual({ a: 1 });
  },
);

it.each([
  ['(row) => {', /on_demand_views\.v\.compute does not compile \(Unexpected token/],
  ['row.a + 1', /does not compile \(row is not defined\)/],
  ['42', /is no function/],
  ['(() => { for (;;); })()', /does not compile \(Script execution timed out/],
])('refuses %s', (source, message) => {
  expect(refusal(source)).toMatch(message);
});

it('refuses an answer that is no object', () => {
  expect(() => compileRowFunction('v', '(row) => row.a')({ a: 1 })).toThrow(
    'on_demand_views.v.compute answered 1, not an object of features',
  );
});

it.each(['process', 'require', 'setTimeout', 'fetch', 'console'])('has no %s', (name) => {
  expect(() => compileRowFunction('v', `() => ({ a: ${name} })`)({})).toThrow(/is not defined/);
});

it.each([
  ['a global', 'globalThis.left = 1'],
  ["the language's objects", 'Math.left = 1'],
  ['a prototype', 'Array.prototype.left = 1'],
  ['its own scope', 'left = 1'],
])('can leave nothing behind in %s', (_, statement) => {
  expect(() => compileRowFunction('v', `() => { ${statement}; return {}; }`)({})).toThrow();
});

it('makes no code out of text', () => {
  expect(() => compileRowFunction('v', "() => ({ a: eval('1') })")({})).toThrow(/disallowed/);
});

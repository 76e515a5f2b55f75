import { expect, it } from 'vitest';
import { parseExperimentFilter, parseExperimentOrder } from './experiment-filter.ts';

it('reads attributes, ids and tags', () => {
  expect(
    parseExperimentFilter(
      "name LIKE 'a%' AND tags.`team x` = 'b' AND experiment_id IN ('1', '2') AND creation_time >= 5 AND tag.z IS NULL",
    ),
  ).toEqual([
    { kind: 'attribute', key: 'name', comparator: 'LIKE', value: 'a%' },
    { kind: 'tag', key: 'team x', comparator: '=', value: 'b' },
    { kind: 'attribute', key: 'experiment_id', comparator: 'IN', value: ['1', '2'] },
    { kind: 'attribute', key: 'creation_time', comparator: '>=', value: 5 },
    { kind: 'tag', key: 'z', comparator: 'IS NULL', value: null },
  ]);
  expect(parseExperimentOrder(['name DESC', 'last_update_time'])).toEqual([
    { key: 'name', ascending: false },
    { key: 'last_update_time', ascending: true },
  ]);
});

it.each([
  ["params.a = 'b'", "Invalid entity type 'params'"],
  ["foo = 'a'", "Invalid attribute key 'foo'"],
  ["name > 'a'", "Invalid comparator '>'"],
  ["name ilike 'a'", "Invalid comparator 'ilike'"],
  ["name IN ('a')", "Only ['experiment_id'] attributes support"],
  ["experiment_id LIKE '1'", 'Invalid comparator for experiment_id: LIKE'],
  ["experiment_id = 'x'", "Invalid experiment ID 'x'"],
  ['creation_time > 1.5', "Invalid value for numeric attribute 'creation_time': '1.5'"],
  ["creation_time > 'a'", 'Expected numeric value type'],
  ["tags.a > 'b'", 'Invalid comparator for tag: >'],
  ['name IS NULL', 'IS NULL / IS NOT NULL is only supported for tags'],
])('refuses %s', (filter, message) => {
  expect(() => parseExperimentFilter(filter)).toThrow(message);
});

it('is not ordered by tags', () => {
  expect(() => parseExperimentOrder(['tags.a'])).toThrow('Invalid order_by entity: tag');
});

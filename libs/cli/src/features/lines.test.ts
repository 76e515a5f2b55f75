import { expect, it } from 'vitest';
import { lineageLines } from './lineage-lines.ts';
import { statisticsLines } from './statistics.ts';

it('draws lineage in the order in which data flows', () => {
  const edges = [
    ...Array.from({ length: 10 }, (_, i) => ({ from: `src.c${i}`, to: 'v:a' })),
    { from: 'v:a', to: 'w:b' },
    { from: 'w:b', to: 'model' },
  ];
  const trained = { model: 'm', version: '3', feature_service: 'model', definition_hash: 'e42a' };
  expect(lineageLines(edges, [trained])).toEqual([
    'Columns:',
    '  src: c0, c1, c2, c3, c4, c5, c6, c7 and 2 more',
    'Features:',
    '  v: a',
    '  w: b',
    'Feature services:',
    '  model',
    'Models:',
    '  m version 3 (model, definitions e42a)',
  ]);
  expect(lineageLines(edges, 'no server').slice(-2)).toEqual(['Models:', '  not known: no server']);
});

it('shows statistics a line a feature, and nothing of numbers for those that are none', () => {
  const lines = statisticsLines({
    feature_view: 'v',
    from: 'A',
    to: 'B',
    rows: 10,
    newest_event_timestamp: null,
    freshness_seconds: null,
    features: [
      {
        name: 'x',
        count: 9,
        missing: 1,
        numbers: {
          mean: 1 / 3,
          std: null,
          min: 0,
          max: 1,
          quantiles: { p50: 0.25 },
          histogram: { edges: [0, 0.25, 0.5, 1], counts: [8, 0, 1] },
        },
      },
      { name: 'city', count: 10, missing: 0, numbers: null },
    ],
  });
  expect(lines).toEqual([
    'v, A to B: 10 rows, newest none',
    'FEATURE  COUNT  MISSING  MEAN     STD  MIN  P50   MAX',
    'x        9      1        0.33333       0    0.25  1    █ ▁',
    'city     10     0',
  ]);
});

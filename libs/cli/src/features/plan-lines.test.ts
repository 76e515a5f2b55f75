import { expect, it } from 'vitest';
import { planLines } from './plan-lines.ts';

it('shows what is made, changed and deleted, and what needs force', () => {
  const lines = planLines(
    {
      set_version: 3,
      changes: [
        { kind: 'entities', name: 'a', change: 'create', differences: [], incompatible: [] },
        {
          kind: 'feature_views',
          name: 'b',
          change: 'update',
          differences: [
            { path: 'schema.x.type', before: 'int32', after: 'int64' },
            { path: 'schema.y', after: { name: 'y' } },
            { path: 'ttl', before: '1d' },
          ],
          incompatible: ['x changes'],
        },
        { kind: 'sources', name: 'c', change: 'delete', differences: [], incompatible: [] },
      ],
    },
    false,
  );
  expect(lines).toEqual([
    '+ entities a',
    '~ feature_views b',
    '    ~ schema.x.type: "int32" → "int64"',
    '    + schema.y: {"name":"y"}',
    '    - ttl: "1d"',
    '    incompatible, needs --force: x changes',
    '- sources c',
    '3 changes to version 3; apply the file to make them.',
  ]);
  expect(planLines({ set_version: 3, changes: [] }, true)).toEqual([
    'Nothing to change: definitions are at version 3.',
  ]);
});

import { Kind, parse, type SelectionSetNode } from 'graphql';
import { expect, it } from 'vitest';
import { project } from './project.ts';

function selectionOf(query: string): SelectionSetNode {
  const [first] = parse(query).definitions;
  if (first?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  return first.selectionSet;
}

it('cuts an answer to what a query asks, under its names', () => {
  const answer = {
    run: {
      info: { run_id: 'r', start_time: 5, user_id: 'u' },
      data: { metrics: [{ key: 'm', value: 'NaN', step: 9007199254740993n }] },
    },
  };
  const selection = selectionOf(
    '{ run { info { id: runId startTime endTime } data { metrics { key value step } tags { key } } } apiError { code } }',
  );
  expect(project(answer, selection)).toEqual({
    run: {
      info: { id: 'r', startTime: '5', endTime: null },
      data: { metrics: [{ key: 'm', value: null, step: '9007199254740993' }], tags: [] },
    },
    apiError: null,
  });
});

import { expect, it } from 'vitest';
import { newServiceScaling } from '../../domain/service-scaling.ts';
import { scalingFromJson, scalingToJson } from './scaling-json.ts';

it('learns anew where a release before kept a scaling otherwise', () => {
  const scaling = newServiceScaling(7);
  expect(scalingFromJson(JSON.parse(scalingToJson(scaling)), 7)).toEqual(scaling);
  expect(scalingFromJson({ closed: { rhythm: {} } }, 7)).toBeNull();
});

import { expect, it } from 'vitest';
import { renderError } from './render-error.ts';
import { BodyError, RequestBody } from './request-body.ts';

function refusalOf(text: string): { status: number; body: string } {
  try {
    const body = new RequestBody(text, true);
    body.object('df');
    body.check();
  } catch (error) {
    const rendered = renderError(error);
    if (error instanceof BodyError && rendered !== null) return rendered;
    throw error;
  }
  throw new Error('nothing was refused');
}

it('sends back what was wrong, with the input', () => {
  expect(refusalOf('{"df":[1]}')).toEqual({
    status: 422,
    body: '{"detail":[{"type":"dict_type","loc":["body","df"],"msg":"Input should be a valid dictionary","input":[1]}]}',
  });
});

it.each([
  ['nested deeper than can be written', `{"df":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ['long', `{"df":"${'x'.repeat(1_000_000)}"}`],
])('leaves out input that is %s', (_, text) => {
  expect(refusalOf(text)).toEqual({
    status: 422,
    body: '{"detail":[{"type":"dict_type","loc":["body","df"],"msg":"Input should be a valid dictionary"}]}',
  });
});

it('refuses whole numbers of many digits below a deep nesting', () => {
  const deep = `${'['.repeat(100_000)}12345678901234567890${']'.repeat(100_000)}`;
  expect(refusalOf(`{"df":${deep}}`)).toMatchObject({
    status: 422,
    body: expect.stringContaining('nested too deeply'),
  });
});

it('says what to do about a body that is too large', () => {
  const error = Object.assign(new Error('too large'), { statusCode: 413 });
  expect(renderError(error)).toMatchObject({
    status: 413,
    body: expect.stringContaining('HEADROOM_FEATURES_BODY_MIB'),
  });
});

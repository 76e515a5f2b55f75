import fc from 'fast-check';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { normalPath, safePath, uploadPath } from './artifact-path.ts';
import { mediaType } from './media-type.ts';

describe('safePath', () => {
  it('never lets a path out of its folder, however it is written and encoded', () => {
    const piece = fc.constantFrom('..', '.', '', 'a', '/', '\\', '%2e', '%2F', '%', '#', 'C:', '~');
    const written = fc
      .array(piece, { maxLength: 8 })
      .map((pieces) => pieces.join(''))
      .chain((path) =>
        fc.nat(3).map((times) => {
          let encoded = path;
          for (let i = 0; i < times; i++) encoded = encodeURIComponent(encoded);
          return encoded;
        }),
      );
    fc.assert(
      fc.property(written, (path) => {
        let safe: string;
        try {
          safe = normalPath(safePath(path));
        } catch {
          return;
        }
        expect(posix.resolve('/root/folder', safe)).toMatch(/^\/root\/folder/);
        expect(safe.split('/')).not.toContain('..');
      }),
    );
  });

  it.each([
    ['a b/é', 'a b/é'],
    ['a%20b', 'a b'],
    ['a%b', 'a%b'],
    ['a\u0000b', 'a%00b'],
    ['#', ''],
  ])('reads %j as %j', (given, path) => {
    expect(safePath(given)).toBe(path);
  });

  it.each(['a//b', 'a///b'])('keeps one name for %s', (path) => {
    expect(normalPath(path)).toBe('a/b');
  });
});

it.each(['x/', '.', 'a/./b', '.artifact.uploading.x'])('refuses to upload to %s', (path) => {
  expect(() => uploadPath(path)).toThrow();
});

it.each([
  ['a/MLmodel', 'text/plain'],
  ['a.json', 'text/plain'],
  ['x.html', 'text/html'],
  ['model.pkl', 'application/octet-stream'],
  ['.hidden', 'application/octet-stream'],
])('sends %s as %s', (path, type) => {
  expect(mediaType(path)).toBe(type);
});

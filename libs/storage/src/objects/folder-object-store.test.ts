import { createHash } from 'node:crypto';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderObjectStore } from './folder-object-store.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const KEY = 'data/raw/x.parquet';

describe('FolderObjectStore', () => {
  let folder: string;
  let root: string;
  let store: FolderObjectStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'headroom-objects-'));
    root = join(folder, 'root');
    store = await FolderObjectStore.open(root);
  });
  afterEach(() => rm(folder, { recursive: true }));
  const temporary = () => readdir(join(root, '.tmp'));

  it('puts bytes and gives a reference by which they are found and verified', async () => {
    const ref = await store.putBytes(KEY, bytes('abc'), { rows: 7 });
    const sha256 = createHash('sha256').update('abc').digest('hex');
    expect(ref).toEqual({ uri: KEY, sha256, bytes: 3, rows: 7 });
    expect(await readFile(await store.fetch(ref), 'utf8')).toBe('abc');
    expect((await buffer(await store.stream(KEY))).toString()).toBe('abc');
    expect((await buffer(await store.stream(KEY, { start: 1, end: 1 }))).toString()).toBe('b');
    expect(await store.stat(KEY)).toEqual({ uri: KEY, sha256, bytes: 3 });
    expect(await store.exists(KEY)).toBe(true);
    expect(await temporary()).toEqual([]);
  });

  it('shows nothing of an object before it is whole', async () => {
    await store.write(KEY, async (path) => {
      expect(path.endsWith('x.parquet')).toBe(true);
      await writeFile(path, 'half');
      expect(await store.exists(KEY)).toBe(false);
      expect(await store.list('')).toEqual([]);
      await writeFile(path, 'whole');
      return undefined;
    });
    expect((await buffer(await store.stream(KEY))).toString()).toBe('whole');
  });

  it('leaves the old object and no file behind when the producer fails', async () => {
    await store.putBytes(KEY, bytes('old'));
    const failing = store.write(KEY, async (path) => {
      await writeFile(path, 'half');
      throw new Error('producer failed');
    });
    await expect(failing).rejects.toThrow('producer failed');
    expect((await buffer(await store.stream(KEY))).toString()).toBe('old');
    expect(await temporary()).toEqual([]);
  });

  it('reports a producer that wrote nothing', async () => {
    const idle = store.write(KEY, async () => undefined);
    await expect(idle).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  it('finds damage', async () => {
    const ref = await store.putBytes(KEY, bytes('abc'));
    await writeFile(join(root, KEY), 'abd');
    await expect(store.fetch(ref)).rejects.toMatchObject({ code: 'INVALID_DATA' });
    await writeFile(join(root, KEY), 'ab');
    await expect(store.fetch(ref)).rejects.toThrow(/data\/raw\/x\.parquet has 2 bytes/);
  });

  it('says NOT_FOUND', async () => {
    const ref = await store.putBytes(KEY, bytes('abc'));
    expect(await store.delete(KEY)).toBe(true);
    expect(await store.delete(KEY)).toBe(false);
    await expect(store.fetch(ref)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(store.stream('data')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await store.stat('data/raw')).toBeNull();
    expect(await store.exists(`${KEY}/below`)).toBe(false);
  });

  it('lists by prefix, sorted, and not its own temporary files', async () => {
    for (const key of ['b/2', 'b/10', 'a/x/y', 'bb']) await store.putBytes(key, bytes(key));
    await writeFile(join(root, '.tmp', 'leftover'), '');
    expect(await store.list('')).toEqual(['a/x/y', 'b/10', 'b/2', 'bb']);
    expect(await store.list('b')).toEqual(['b/10', 'b/2', 'bb']);
    expect(await store.list('b/')).toEqual(['b/10', 'b/2']);
    expect(await store.list('b/1')).toEqual(['b/10']);
    expect(await store.list('none/')).toEqual([]);
    await expect(store.list('../')).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('refuses to leave its folder by a key or a symbolic link', async () => {
    await writeFile(join(folder, 'secret'), 'secret');
    await symlink(join(folder, 'secret'), join(root, 'link'));
    await mkdir(join(folder, 'outside'));
    await symlink(join(folder, 'outside'), join(root, 'linked'));
    for (const key of ['../secret', '/etc/passwd', 'link', 'linked/x', '.tmp/x']) {
      const refused = { code: 'INVALID_REQUEST' };
      await expect(store.putBytes(key, bytes('x'))).rejects.toMatchObject(refused);
      await expect(store.stream(key)).rejects.toMatchObject(refused);
      await expect(store.delete(key)).rejects.toMatchObject(refused);
    }
    expect(await readFile(join(folder, 'secret'), 'utf8')).toBe('secret');
    expect(await readdir(join(folder, 'outside'))).toEqual([]);
  });

  it('refuses an object under the name of another', async () => {
    await store.putBytes('a', bytes('a'));
    await expect(store.putBytes('a/b', bytes('b'))).rejects.toMatchObject({ code: 'CONFLICT' });
    await store.putBytes('c/d', bytes('d'));
    await expect(store.putBytes('c', bytes('c'))).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await temporary()).toEqual([]);
  });

  it('shows one of two concurrent writers whole', async () => {
    const texts = Array.from({ length: 8 }, (_, i) => `${i}`.repeat(100_000));
    const refs = await Promise.all(texts.map((text) => store.putBytes(KEY, bytes(text))));
    const now = await store.stat(KEY);
    expect(refs.map((ref) => ref.sha256)).toContain(now?.sha256);
  });

  it('removes what died a day ago half-written, and only that', async () => {
    await writeFile(join(root, '.tmp', 'old'), 'x');
    await utimes(join(root, '.tmp', 'old'), 0, 0);
    await writeFile(join(root, '.tmp', 'young'), 'x');
    await FolderObjectStore.open(root);
    expect(await temporary()).toEqual(['young']);
  });
});

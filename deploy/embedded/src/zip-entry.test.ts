import { crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readZipEntry } from './zip-entry.ts';

interface Entry {
  readonly name: string;
  readonly content: Buffer;
  readonly deflated: boolean;
}

/** A zip archive as the format's specification has it, without the optional parts except a comment. */
function zip(entries: readonly Entry[], comment = ''): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, deflated } of entries) {
    const packed = deflated ? deflateRawSync(content) : content;
    const fixed = Buffer.alloc(26);
    fixed.writeUInt16LE(20, 0);
    fixed.writeUInt16LE(deflated ? 8 : 0, 4);
    fixed.writeUInt32LE(crc32(content), 10);
    fixed.writeUInt32LE(packed.length, 14);
    fixed.writeUInt32LE(content.length, 18);
    fixed.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), fixed, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    const head = [
      Buffer.from('PK\u0001\u0002'),
      Buffer.from([20, 0]),
      fixed,
      tail,
      Buffer.from(name),
    ];
    directory.push(Buffer.concat(head));
    files.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  end.writeUInt16LE(Buffer.byteLength(comment), 16);
  const signature = Buffer.from('PK\u0005\u0006');
  return Buffer.concat([...files, central, signature, end, Buffer.from(comment)]);
}

const anyEntries = fc.uniqueArray(
  fc.record({
    name: fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' }),
    content: fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
    deflated: fc.boolean(),
  }),
  { selector: (entry) => entry.name, minLength: 1, maxLength: 6 },
);

describe('readZipEntry', () => {
  it('gives back every file, packed or stored', () => {
    fc.assert(
      fc.property(anyEntries, (entries) => {
        const archive = zip(entries, 'a comment');
        for (const { name, content } of entries) {
          expect(readZipEntry(archive, name)?.equals(content)).toBe(true);
        }
      }),
    );
  });

  it('has nothing for a name that is not in the archive', () => {
    const archive = zip([{ name: 'a', content: Buffer.from('x'), deflated: false }]);
    expect(readZipEntry(archive, 'b')).toBeUndefined();
  });

  it('refuses what is no archive', () => {
    expect(() => readZipEntry(Buffer.from('nothing of the kind'), 'a')).toThrow(
      'not a zip archive',
    );
  });
});

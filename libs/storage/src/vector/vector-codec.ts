import { crc32 } from 'node:zlib';
import { HeadroomError } from '@headroom/contracts';
import type { FeatureVector } from './feature-vector.ts';

/*
 * HRV1, little endian, values aligned to 8 from the start of the buffer:
 *   0 "HRV1" · 4 crc32 of all that follows (u32) · 8 bucket end (i64 ms) · 16 revision offset (i64)
 *  24 revision partition (u32) · 28 value count (u32) · 32 flags (u16, bit 0 = open)
 *  34 lengths of definition hash, service id, cluster id (u16 each) · 40 those strings (UTF-8) · zeros up to 8 · values
 */
const MAGIC = 0x31565248;
const FIXED = 40;
const OPEN = 1;
const LITTLE_ENDIAN_HOST = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

const align8 = (n: number): number => (n + 7) & ~7;
const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder('utf-8', { fatal: true });

const encodeText = (field: string, text: string): Uint8Array => {
  const bytes = utf8.encode(text);
  if (bytes.length > 0xffff) {
    throw new HeadroomError('INVALID_REQUEST', `${field} is longer than 65535 bytes; shorten it.`);
  }
  return bytes;
};

const seq = (field: string, value: number, max: number): number => {
  if (!Number.isSafeInteger(value) || value < 0 || value > max) {
    throw new HeadroomError('INVALID_REQUEST', `${field} must be a whole number from 0 to ${max}.`);
  }
  return value;
};

/** Bytes of a vector; the same vector gives the same bytes. */
export const encodeVector = (vector: FeatureVector): Uint8Array => {
  const texts = [
    encodeText('definitionHash', vector.definitionHash),
    encodeText('serviceId', vector.serviceId),
    encodeText('clusterId', vector.clusterId),
  ];
  const start = align8(texts.reduce((n, t) => n + t.length, FIXED));
  const bytes = new Uint8Array(start + vector.values.length * 8);
  const view = new DataView(bytes.buffer);
  const offset = seq('revision.offset', vector.revision.offset, Number.MAX_SAFE_INTEGER);
  view.setUint32(0, MAGIC, true);
  view.setBigInt64(8, BigInt(seq('bucketEnd', vector.bucketEnd, Number.MAX_SAFE_INTEGER)), true);
  view.setBigInt64(16, BigInt(offset), true);
  view.setUint32(24, seq('revision.partition', vector.revision.partition, 0xffff_ffff), true);
  view.setUint32(28, vector.values.length, true);
  view.setUint16(32, vector.open ? OPEN : 0, true);
  let at = FIXED;
  texts.forEach((text, i) => {
    view.setUint16(34 + 2 * i, text.length, true);
    bytes.set(text, at);
    at += text.length;
  });
  writeValues(bytes, start, vector.values);
  view.setUint32(4, crc32(bytes.subarray(8)), true);
  return bytes;
};

/** @throws INVALID_DATA for bytes that are truncated, damaged or something else. */
export const decodeVector = (bytes: Uint8Array): FeatureVector => {
  if (bytes.length < FIXED) throw damaged(`${bytes.length} bytes are less than its header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw damaged('it does not begin with HRV1');
  const lengths = [34, 36, 38].map((at) => view.getUint16(at, true));
  const start = align8(lengths.reduce((n, length) => n + length, FIXED));
  const count = view.getUint32(28, true);
  if (bytes.length !== start + count * 8) {
    throw damaged(`its header announces ${start + count * 8} bytes, there are ${bytes.length}`);
  }
  if (view.getUint32(4, true) !== crc32(bytes.subarray(8))) throw damaged('its checksum differs');
  let at = FIXED;
  const [definitionHash = '', serviceId = '', clusterId = ''] = lengths.map((length) =>
    decodeText(bytes.subarray(at, (at += length))),
  );
  return {
    definitionHash,
    serviceId,
    clusterId,
    bucketEnd: Number(view.getBigInt64(8, true)),
    revision: {
      partition: view.getUint32(24, true),
      offset: Number(view.getBigInt64(16, true)),
    },
    open: (view.getUint16(32, true) & OPEN) !== 0,
    values: readValues(bytes, start, count),
  };
};

const damaged = (why: string, cause?: unknown): HeadroomError =>
  new HeadroomError(
    'INVALID_DATA',
    `Not a feature vector: ${why}. Publish or store it anew.`,
    cause === undefined ? {} : { cause },
  );

const decodeText = (bytes: Uint8Array): string => {
  try {
    return fromUtf8.decode(bytes);
  } catch (cause) {
    throw damaged('a name in its header is not UTF-8', cause);
  }
};

const writeValues = (bytes: Uint8Array, start: number, values: Float64Array): void => {
  if (LITTLE_ENDIAN_HOST) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), start);
    return;
  }
  const view = new DataView(bytes.buffer, start);
  values.forEach((value, i) => view.setFloat64(i * 8, value, true));
};

/** A view of the same memory where alignment and byte order allow, else a copy. */
const readValues = (bytes: Uint8Array, start: number, count: number): Float64Array => {
  const at = bytes.byteOffset + start;
  if (LITTLE_ENDIAN_HOST) {
    if (at % 8 === 0) return new Float64Array(bytes.buffer, at, count);
    const copy = new Float64Array(count);
    new Uint8Array(copy.buffer).set(bytes.subarray(start));
    return copy;
  }
  const view = new DataView(bytes.buffer, at, count * 8);
  return Float64Array.from({ length: count }, (_, i) => view.getFloat64(i * 8, true));
};

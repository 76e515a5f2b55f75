import { HeadroomError } from '@headroom/contracts';

/** Numbers, or text for BYTES, in row-major order. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float64Array | readonly string[];
}

export interface TensorHeader {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
}

interface NumberType {
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
}

/** Little-endian, as the binary extension has them. */
const NUMBERS: Readonly<Record<string, NumberType>> = {
  FP64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  FP32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  INT64: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  INT32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  INT16: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  INT8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  UINT64: { bytes: 8, read: (view, at) => Number(view.getBigUint64(at, true)) },
  UINT32: { bytes: 4, read: (view, at) => view.getUint32(at, true) },
  UINT16: { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  UINT8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  BOOL: { bytes: 1, read: (view, at) => Number(view.getUint8(at) !== 0) },
};

export const wrongInput = (name: string, wrong: string): HeadroomError =>
  new HeadroomError('INVALID_REQUEST', `input '${name}' ${wrong}`);

/** @param data nested or flat; null is a missing number @throws INVALID_REQUEST naming the input */
export function tensorOfJson(header: TensorHeader, data: readonly unknown[]): Tensor {
  const { name, datatype, shape } = header;
  const flat = data.some(Array.isArray) ? data.flat(Infinity) : data;
  const count = elementsOf(header);
  if (flat.length !== count)
    throw wrongInput(
      name,
      `holds ${flat.length} elements, its shape [${shape.join(', ')}] has ${count}`,
    );
  if (datatype === 'BYTES') {
    if (!flat.every((value) => typeof value === 'string'))
      throw wrongInput(name, 'is BYTES and holds an element that is no string');
    return { name, shape, values: flat };
  }
  if (NUMBERS[datatype] === undefined) throw unknownType(header);
  const values = new Float64Array(count);
  flat.forEach((value, i) => {
    if (typeof value === 'number') values[i] = value;
    else if (value === null) values[i] = NaN;
    else if (typeof value === 'boolean') values[i] = Number(value);
    else
      throw wrongInput(
        name,
        `is ${datatype}, its element ${i} is ${JSON.stringify(value)}; send a number, or null for a missing one`,
      );
  });
  return { name, shape, values };
}

/** @throws INVALID_REQUEST naming the input */
export function tensorOfBytes(header: TensorHeader, bytes: Buffer): Tensor {
  const { name, datatype, shape } = header;
  const count = elementsOf(header);
  if (datatype === 'BYTES') return { name, shape, values: textsOf(header, bytes, count) };
  const type = NUMBERS[datatype];
  if (type === undefined) throw unknownType(header);
  if (bytes.length !== count * type.bytes)
    throw wrongInput(
      name,
      `has ${bytes.length} bytes, ${count} elements of ${datatype} have ${count * type.bytes}`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = Float64Array.from({ length: count }, (_, i) => type.read(view, i * type.bytes));
  return { name, shape, values };
}

/** Each text after its length in four bytes. */
function textsOf({ name }: TensorHeader, bytes: Buffer, count: number): string[] {
  const texts: string[] = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const end = at + 4 + bytes.readUInt32LE(at);
    if (end > bytes.length) break;
    texts.push(bytes.toString('utf8', at + 4, end));
    at = end;
  }
  if (at !== bytes.length || texts.length !== count)
    throw wrongInput(
      name,
      `does not hold ${count} length-prefixed texts in its ${bytes.length} bytes`,
    );
  return texts;
}

const elementsOf = ({ shape }: TensorHeader): number => shape.reduce((a, b) => a * b, 1);

const unknownType = ({ name, datatype }: TensorHeader): HeadroomError =>
  wrongInput(name, `has the datatype ${datatype}; use ${Object.keys(NUMBERS).join(', ')} or BYTES`);

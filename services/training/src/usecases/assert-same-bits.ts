import { HeadroomError, type Algorithm } from '@headroom/contracts';

/**
 * The scorer that serving uses must answer as the library that trained the model does, to the last bit.
 * @throws HeadroomError MODEL_INVALID
 */
export function assertSameBits(
  algorithm: Algorithm,
  split: string,
  own: Float64Array,
  library: Float64Array,
): void {
  if (own.length !== library.length)
    throw new HeadroomError(
      'MODEL_INVALID',
      `${algorithm} answered ${library.length} of ${own.length} ${split} rows`,
    );
  const differs = own.findIndex((value, i) => !Object.is(value, library[i]));
  if (differs >= 0)
    throw new HeadroomError(
      'MODEL_INVALID',
      `${split} row ${differs}: ${algorithm} predicts z = ${library[differs] ?? NaN}, our scorer ${own[differs] ?? NaN}; ` +
        'this version of the library is not scored exactly, use the pinned one',
    );
}

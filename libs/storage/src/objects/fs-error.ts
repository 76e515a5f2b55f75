import { HeadroomError } from '@headroom/contracts';

const FOR_A_WHILE = new Set(['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'EIO', 'EBUSY', 'EAGAIN']);
const IN_THE_WAY = new Set(['ENOTDIR', 'EISDIR', 'ENOTEMPTY', 'EEXIST']);

export const fsCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** An error of the file system as the one error type that crosses a room's border. */
export const fromFsError = (key: string, error: unknown): unknown => {
  const code = fsCode(error);
  if (error instanceof HeadroomError || code === '') return error;
  const options = { cause: error, details: { key, code } };
  if (code === 'ENOENT') return new HeadroomError('NOT_FOUND', `No object ${key}.`, options);
  if (IN_THE_WAY.has(code)) {
    const message = `Object ${key} and another one cannot be, one under the other's name.`;
    return new HeadroomError('CONFLICT', message, options);
  }
  if (FOR_A_WHILE.has(code)) {
    return new HeadroomError('UNAVAILABLE', `The object store fails on ${key}: ${code}.`, options);
  }
  return new HeadroomError('INTERNAL', `The object store fails on ${key}: ${code}.`, options);
};

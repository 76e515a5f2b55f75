import { HeadroomError } from '@headroom/contracts';
import pg from 'pg';

const parseInt8 = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new HeadroomError(
      'INVALID_DATA',
      `bigint ${text} is beyond 2^53; select it as text instead.`,
    );
  }
  return value;
};

/** pg's parsers, but for bigint: a number, since all of ours (epoch ms, offsets, counts) are below 2^53. */
export const rowTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid, format): unknown =>
    oid === pg.types.builtins.INT8 && format !== 'binary'
      ? parseInt8
      : pg.types.getTypeParser(oid, format),
};

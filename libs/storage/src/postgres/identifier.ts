import { HeadroomError } from '@headroom/contracts';

const PART = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;

/** `table` or `schema.table`, quoted. Names come from code, so an odd one is a defect and refused. */
export const quoteIdentifier = (name: string): string =>
  name
    .split('.')
    .map((part) => {
      if (!PART.test(part)) {
        throw new HeadroomError(
          'INTERNAL',
          `SQL name ${JSON.stringify(name)} may hold only letters, digits and _.`,
        );
      }
      return `"${part}"`;
    })
    .join('.');

import { ForecastingError } from './error.ts';

/**
 * Where each wanted column stands among the given ones.
 * @throws ForecastingError COLUMNS naming the first few that are missing
 */
export function columnIndex(wanted: readonly string[], given: readonly string[]): Int32Array {
  const positions = new Map(given.map((name, i) => [name, i]));
  if (positions.size !== given.length)
    throw new ForecastingError('COLUMNS', 'the row names a column twice; name each once');
  const missing = wanted.filter((name) => !positions.has(name));
  if (missing.length > 0) {
    const more = missing.length > 5 ? ` and ${missing.length - 5} more` : '';
    throw new ForecastingError(
      'COLUMNS',
      `the row lacks ${missing.slice(0, 5).join(', ')}${more}; pass all columns of the model's signature`,
    );
  }
  return Int32Array.from(wanted, (name) => positions.get(name) ?? -1);
}

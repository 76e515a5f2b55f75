import { parseTreeModel } from '../trees/parse-tree-model.ts';
import type { TreeAlgorithm } from '../trees/tree-model.ts';

/** What `make_category_fixtures.py` wrote; numbers are base64 of little-endian float64. */
export interface CategoryFixture {
  readonly algorithm: TreeAlgorithm;
  readonly columns: readonly string[];
  readonly rows: string;
  readonly cases: readonly LibraryCase[];
}

export interface LibraryCase {
  readonly objective: string;
  readonly model: string;
  readonly margin: string;
  readonly predicted: string;
  readonly shap: string;
}

/** How many places apart a prediction may be (of floats for XGBoost): the exponentials of V8 and of C differ. */
const PLACES = { lightgbm: 4n, catboost: 4n, xgboost: 1n };

export const categoryFixture = (text: string): CategoryFixture =>
  JSON.parse(text) as CategoryFixture;

export const doubles = (base64: string): Float64Array =>
  new Float64Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer);

/** Where our answers differ from the library's; empty if nowhere. */
export function differences(fixture: CategoryFixture, one: LibraryCase): string[] {
  const { algorithm, columns } = fixture;
  const model = parseTreeModel(algorithm, one.model);
  const positions = Int32Array.from(columns, (_, i) => i);
  const width = columns.length;
  const margin = model.bind(positions);
  const explain = model.explain(positions);
  const rows = doubles(fixture.rows);
  const margins = doubles(one.margin);
  const predicted = doubles(one.predicted);
  const shap = doubles(one.shap);
  const explained = margins.length - shap.length / (width + 1);
  const values = new Float64Array(width);
  return Array.from(margins, (theirs, i) => {
    const row = rows.subarray(i * width, (i + 1) * width);
    const at = `row ${i} (${row.join(', ')})`;
    const ours = margin(row);
    const wrong: string[] = [];
    if (!Object.is(ours, theirs)) wrong.push(`${at}: margin ${ours}, the library's ${theirs}`);
    const places = apart(algorithm, model.link(ours), predicted[i] ?? NaN);
    if (places > PLACES[algorithm]) wrong.push(`${at}: prediction ${places} places apart`);
    if (i >= explained) {
      const base = explain(row, values);
      const of = shap.subarray((i - explained) * (width + 1), (i - explained + 1) * (width + 1));
      of.forEach((value, column) => {
        const own = values[column] ?? base;
        if (!(Math.abs(own - value) < 1e-5 * Math.max(1, Math.abs(value))))
          wrong.push(`${at}: Shapley value ${column} ${own}, the library's ${value}`);
      });
    }
    return wrong;
  }).flat();
}

/** Numbers between two of the same sign; XGBoost's are floats. */
function apart(algorithm: TreeAlgorithm, ours: number, theirs: number): bigint {
  if (algorithm === 'xgboost') {
    const [a = 0, b = 0] = new Int32Array(Float32Array.of(ours, theirs).buffer);
    return BigInt(Math.abs(a - b));
  }
  const [a = 0n, b = 0n] = new BigInt64Array(Float64Array.of(ours, theirs).buffer);
  return a > b ? a - b : b - a;
}

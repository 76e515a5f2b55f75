import { METRICS } from '../metrics.ts';
import { PRODUCT_PAIRS, RATIO_EPSILON, RATIO_PAIRS } from './interaction-pairs.ts';

/** The interactions as programs of a row, for who cannot call the engine's operator. A missing input makes NaN. */
export const INTERACTION_SOURCE = {
  compute: `(row) => {
${METRICS.map(({ name, short }) => `  const ${short} = row.${name} ?? NaN;`).join('\n')}
  const clusterReqSum = row.cluster_req_sum ?? NaN;
  return {
${PRODUCT_PAIRS.map(([a, b]) => `    ${a}_x_${b}: ${a} * ${b},`).join('\n')}
${RATIO_PAIRS.map(([a, b]) => `    ${a}_per_${b}: ${a} / (${b} + ${RATIO_EPSILON}),`).join('\n')}
    cluster_req_share: req / (clusterReqSum + ${RATIO_EPSILON}),
  };
}`,
  python: `def interaction_features(row):
    nan = float("nan")
    def of(name):
        value = row.get(name)
        return nan if value is None else value
    def per(a, b):
        total = b + ${RATIO_EPSILON}
        return a / total if total != 0 else nan
${METRICS.map(({ name, short }) => `    ${short} = of("${name}")`).join('\n')}
    cluster_req_sum = of("cluster_req_sum")
    return {
${PRODUCT_PAIRS.map(([a, b]) => `        "${a}_x_${b}": ${a} * ${b},`).join('\n')}
${RATIO_PAIRS.map(([a, b]) => `        "${a}_per_${b}": per(${a}, ${b}),`).join('\n')}
        "cluster_req_share": per(req, cluster_req_sum),
    }
`,
} as const;

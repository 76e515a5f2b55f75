/** From the margin, the sum of a booster's leaves, to what the library predicts. */
export type Link = (margin: number) => number;

export const identity: Link = (margin) => margin;

export const exponential: Link = (margin) => Math.exp(margin);

export const logistic =
  (slope: number): Link =>
  (margin) =>
    1 / (1 + Math.exp(-slope * margin));

/** The target was learned as its square root, with its sign. */
export const signedSquare: Link = (margin) => Math.sign(margin) * margin * margin;

/** In float, step by step, as XGBoost computes it. */
export const floatExponential: Link = (margin) => Math.fround(Math.exp(margin));

/** XGBoost's bound keeps the exponential finite. */
const LARGEST_EXPONENT = Math.fround(88.7);

export const floatLogistic: Link = (margin) => {
  const power = Math.fround(Math.exp(Math.min(-margin, LARGEST_EXPONENT)));
  return Math.fround(1 / Math.fround(power + 1));
};

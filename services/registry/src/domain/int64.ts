/** A 64-bit integer: a number where that holds it exactly, else a bigint. */
export type Int64 = number | bigint;

export const int64Of = (whole: bigint): Int64 => {
  const number = Number(whole);
  return Number.isSafeInteger(number) ? number : whole;
};

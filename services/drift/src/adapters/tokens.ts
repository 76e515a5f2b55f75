/** Injection token of the `WatchPredictions` of `predictions.shadow.v1`. */
export const SHADOW_PREDICTIONS = Symbol('headroom.drift.shadow-predictions');

/** Injection token of the `FollowChampion` that follows the alias challenger. */
export const FOLLOW_CHALLENGER = Symbol('headroom.serving.follow-challenger');

/** Injection token of the `ServedModel` that scores in shadow. */
export const CHALLENGER_MODEL = Symbol('headroom.serving.challenger-model');

/** Injection token of the `PredictionStore` of shadow predictions. */
export const SHADOW_STORE = Symbol('headroom.serving.shadow-store');

/** Temporal features, in the order that the calendar writes them. */
export const TEMPORAL_NAMES = [
  'hour_sin',
  'hour_cos',
  'dow_sin',
  'dow_cos',
  'dom_sin',
  'dom_cos',
  'month_sin',
  'month_cos',
  'is_weekend',
  'is_business_hours',
] as const;

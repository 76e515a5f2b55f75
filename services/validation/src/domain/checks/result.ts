import type { QualityCheck } from '@headroom/contracts';

/** A check's result with the fields that do not apply left null. */
export function check(
  name: string,
  status: QualityCheck['status'],
  message: string,
  where: Partial<Pick<QualityCheck, 'column' | 'row' | 'observed' | 'threshold'>> = {},
): QualityCheck {
  return {
    check: name,
    status,
    message,
    column: where.column ?? null,
    row: where.row ?? null,
    observed: where.observed ?? null,
    threshold: where.threshold ?? null,
  };
}

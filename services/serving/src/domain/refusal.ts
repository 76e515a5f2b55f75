import { ERROR_CODES, type ErrorCode, type HeadroomError } from '@headroom/contracts';

/** Why one of many services has no answer. */
export interface Refusal {
  readonly service_id: string;
  readonly error: { readonly code: ErrorCode; readonly status: number; readonly detail: string };
}

export const refusalOf = (serviceId: string, { code, message }: HeadroomError): Refusal => ({
  service_id: serviceId,
  error: { code, status: ERROR_CODES[code].status, detail: message },
});

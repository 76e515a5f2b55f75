import {
  HeadroomError,
  TRAINING_PARAMS,
  type Algorithm,
  type TrainingParams,
} from '@headroom/contracts';
import { z } from 'zod';
import type { Params } from './trainer.ts';

/** @throws HeadroomError INVALID_REQUEST that names the parameter and, if it is unknown, those that there are */
export function checkedParams<A extends Algorithm>(algorithm: A, given: Params): TrainingParams[A] {
  const schema: z.ZodType<TrainingParams[A]> = TRAINING_PARAMS[algorithm];
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new HeadroomError('INVALID_REQUEST', `params: ${z.prettifyError(parsed.error)}`);
}

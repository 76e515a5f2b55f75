import { hasValue, type TrainingData } from './training-data.ts';

/** The booster's columns: those of the signature that have something to learn from. */
export function boosterColumns({ columns, rows }: TrainingData): string[] {
  return [...columns].filter(([, values]) => hasValue(values, rows.train)).map(([name]) => name);
}

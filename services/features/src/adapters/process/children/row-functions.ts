import { parentPort } from 'node:worker_threads';
import { computeRows, type RowsToCompute } from '../../../domain/online/compute-rows.ts';
import { compileRowFunction, type RowFunction } from '../../../domain/row-function.ts';
import { READY, type ComputedRows } from '../row-function-thread.ts';

/** Functions are compiled once; their texts are those of a few definitions, so this stays small. */
const compiled = new Map<string, RowFunction>();
const MOST_COMPILED = 1_000;

function functionOf({ view, source }: RowsToCompute): RowFunction {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const made = compileRowFunction(view, source);
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  compiled.set(source, made);
  return made;
}

function answerTo(job: RowsToCompute): ComputedRows {
  try {
    return { cells: computeRows(job, functionOf(job)) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (job: RowsToCompute) => {
  parentPort?.postMessage(answerTo(job));
});
parentPort?.postMessage(READY);

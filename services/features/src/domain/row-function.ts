import { constants, createContext, Script, type Context } from 'node:vm';
import { HeadroomError } from '@headroom/contracts';

/** Computes the features of one row from its inputs, by their names. */
export type RowFunction = (row: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** Longest time that the text of a function may take to become one. */
const COMPILE_MS = 1_000;

/**
 * Everything that the language itself brings, frozen, so that no row can leave anything behind for the next; no process,
 * no timers, no code out of strings. It keeps honest functions apart; it is no prison for hostile ones.
 */
const FREEZE = `
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const value = globalThis[name];
    if (typeof value !== 'function' && (typeof value !== 'object' || value === null)) continue;
    if (typeof value === 'function' && value.prototype) Object.freeze(value.prototype);
    if (value !== globalThis) Object.freeze(value);
  }
  delete globalThis.console;
  Object.freeze(globalThis);
`;

let shared: Context | undefined;

/** One for all functions: none can change it. */
function frozenContext(): Context {
  if (shared !== undefined) return shared;
  // An ordinary global object: any other could not be frozen.
  const context = createContext(constants.DONT_CONTEXTIFY, {
    codeGeneration: { strings: false, wasm: false },
  });
  new Script(FREEZE).runInContext(context);
  shared = context;
  return context;
}

/**
 * The function that a source text is. It sees nothing but its argument and the language.
 * @throws INVALID_DATA when the text is no function
 */
export function compileRowFunction(viewName: string, source: string): RowFunction {
  const refuse = (what: string): HeadroomError =>
    new HeadroomError(
      'INVALID_DATA',
      `on_demand_views.${viewName}.compute ${what}; give the text of one function: (row) => ({ feature: value })`,
    );
  let made: unknown;
  try {
    made = new Script(`'use strict'; (${source}\n)`, {
      filename: `${viewName}.compute.js`,
    }).runInContext(frozenContext(), { timeout: COMPILE_MS });
  } catch (error) {
    throw refuse(`does not compile (${messageOf(error)})`);
  }
  if (!isFunction(made)) throw refuse('is no function');
  const compute = made;
  return (row) => {
    const features = compute(row);
    if (typeof features === 'object' && features !== null) return { ...features };
    throw refuse(`answered ${String(features)}, not an object of features`);
  };
}

/** Longest time that a function may take for the one row it is tried on. */
const TRY_MS = 200;

/** A name that no function uses by chance. */
const GIVEN = '$given_to_the_trial';

/**
 * Calls a function that compiles on one row, in a context of its own, so that one that never returns is seen.
 * @throws whatever the function throws; HeadroomError INVALID_DATA when it does not return
 */
export function tryRowFunction(viewName: string, source: string, row: unknown): void {
  const context = createContext(
    { [GIVEN]: row },
    { codeGeneration: { strings: false, wasm: false } },
  );
  const script = new Script(`'use strict'; delete globalThis.console; (${source}\n)(${GIVEN})`);
  try {
    script.runInContext(context, { timeout: TRY_MS });
  } catch (error) {
    if (!isTimeout(error)) throw error;
    throw new HeadroomError(
      'INVALID_DATA',
      `on_demand_views.${viewName}.compute does not return within ${TRY_MS} ms on a row of made-up values; end its loops`,
    );
  }
}

/** It may come out of the other context: no instance of our Error. */
const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';

const isFunction = (value: unknown): value is (row: unknown) => unknown =>
  typeof value === 'function';

/** An error of another context is no instance of our Error. */
const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);

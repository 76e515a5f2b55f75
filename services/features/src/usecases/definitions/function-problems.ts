import { HeadroomError } from '@headroom/contracts';
import {
  elementType,
  type Definitions,
  type Field,
  type OnDemandFeatureView,
  type ScalarType,
  type ValueType,
} from '@headroom/feature-definitions';
import { compileRowFunction, tryRowFunction } from '../../domain/row-function.ts';

/** What is wrong with the text of an on-demand view: it does not compile, or refers to what it cannot see. */
export function functionProblems(view: OnDemandFeatureView, all: Definitions): string[] {
  try {
    compileRowFunction(view.name, view.compute);
    const row: Record<string, unknown> = {};
    for (const { name, type } of inputsOf(view, all)) row[name] = sample(type);
    return referenceProblems(view.name, () => {
      tryRowFunction(view.name, view.compute, row);
    });
  } catch (error) {
    if (!(error instanceof HeadroomError)) throw error;
    return [error.message];
  }
}

const inputsOf = ({ inputs, request }: OnDemandFeatureView, all: Definitions): Field[] => [
  ...inputs.flatMap(({ view, features }) =>
    (all.feature_views.find(({ name }) => name === view)?.schema ?? []).filter(
      ({ name }) => features?.includes(name) ?? true,
    ),
  ),
  ...request,
];

/** On a row of made-up values. Any other error may be the values' fault, and is told when it happens. */
function referenceProblems(name: string, run: () => void): string[] {
  try {
    run();
    return [];
  } catch (error) {
    if (error instanceof HeadroomError) throw error;
    // Of another context: no instance of our Error.
    const isReference =
      typeof error === 'object' &&
      error !== null &&
      'name' in error &&
      error.name === 'ReferenceError';
    if (!isReference) return [];
    const what = 'message' in error ? String(error.message) : '';
    return [
      `on_demand_views.${name}.compute: ${what}; it sees its argument and the language alone, so write what it needs inside`,
    ];
  }
}

const SAMPLES: Readonly<Record<ScalarType, unknown>> = {
  bool: true,
  int32: 1,
  int64: 1n,
  float32: 1,
  float64: 1,
  string: 'a',
  bytes: Uint8Array.of(1),
  unix_timestamp: new Date(0),
};

function sample(type: ValueType): unknown {
  const element = elementType(type);
  if (element !== null) return [SAMPLES[element]];
  return Object.entries(SAMPLES).find(([name]) => name === type)?.[1];
}

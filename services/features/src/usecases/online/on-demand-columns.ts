import { plainError } from '../../domain/online/feast-error.ts';
import { NULL, type ValueText } from '../../domain/online/value-text.ts';
import { textsOf, type EntityValues } from './entity-columns.ts';
import type { ViewColumns } from './online-answer.ts';
import type { InputPlan, OnDemandPlan } from './read-plan.ts';

/** Calls the function of an on-demand view for each row. @throws FeastError with what the function failed with */
export function onDemandColumns(
  plan: OnDemandPlan,
  values: EntityValues,
  stored: readonly ViewColumns[],
  rows: number,
): ViewColumns {
  const inputs = plan.inputs.map((input) => [input, textsOfInput(input, values, stored)] as const);
  const cells = plan.fields.map(() => new Array<ValueText>(rows).fill(NULL));
  for (let row = 0; row < rows; row++) {
    const computed = compute(
      plan,
      Object.fromEntries(
        inputs.map(([input, texts]) => [input.name, input.read(texts[row] ?? NULL)]),
      ),
    );
    plan.fields.forEach(({ name }, field) => {
      const column = cells[field];
      if (column !== undefined) column[row] = text(plan, field, computed[name], name);
    });
  }
  return { cells, times: null, states: null };
}

const textsOfInput = (
  input: InputPlan,
  values: EntityValues,
  stored: readonly ViewColumns[],
): readonly ValueText[] =>
  'column' in input
    ? textsOf(input.name, values[input.column] ?? [], input.write)
    : (stored[input.view]?.cells[input.field] ?? []);

function compute(plan: OnDemandPlan, row: Record<string, unknown>): Record<string, unknown> {
  try {
    return plan.compute(row);
  } catch (error) {
    throw plainError(`On demand feature view ${plan.name} failed: ${messageOf(error)}`);
  }
}

function text(plan: OnDemandPlan, field: number, value: unknown, name: string): ValueText {
  try {
    return plan.writers[field]?.(value) ?? NULL;
  } catch (error) {
    throw plainError(
      `On demand feature view ${plan.name} failed: ${name} ${messageOf(error)}; correct its function or its schema`,
    );
  }
}

/** An error of the functions' own context is no instance of our Error. */
const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);

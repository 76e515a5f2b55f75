import type { RowFunctions } from '../../domain/online/row-functions.ts';
import type { ValueText } from '../../domain/online/value-text.ts';
import { textsOf, type EntityValues } from './entity-columns.ts';
import type { ViewColumns } from './online-answer.ts';
import type { InputPlan, OnDemandPlan } from './read-plan.ts';

/** Computes an on-demand view for each row. @throws FeastError with what its function failed with */
export async function onDemandColumns(
  { name, source, inputs, fields }: OnDemandPlan,
  values: EntityValues,
  stored: readonly ViewColumns[],
  { rows, functions }: { readonly rows: number; readonly functions: RowFunctions },
): Promise<ViewColumns> {
  const cells = await functions.compute({
    view: name,
    source,
    inputs: inputs.map((input) => ({
      name: input.name,
      type: input.type,
      texts: textsOfInput(input, values, stored),
    })),
    outputs: fields.map((field) => ({ name: field.name, type: field.type })),
    rows,
  });
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

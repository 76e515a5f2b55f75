import { parseLenientJson } from '../lenient-json.ts';
import { csvTable, notCsv } from './csv-table.ts';
import { badRequest, invalidInput } from './scoring-error.ts';
import {
  inputsTable,
  instancesTable,
  pythonType,
  recordsTable,
  splitTable,
  type ConversionError,
  type ScoringTable,
} from './scoring-table.ts';

const FORMATS = {
  instances: instancesTable,
  dataframe_records: recordsTable,
  dataframe_split: splitTable,
  inputs: inputsTable,
} as const;
type Format = keyof typeof FORMATS;
const NAMES = ['instances', 'dataframe_records', 'dataframe_split', 'inputs'] as const;

const REQUIRED = `The input must be a JSON dictionary with exactly one of the input fields {${NAMES.map((name) => `'${name}'`).join(', ')}}`;

export interface ParsedRequest {
  readonly table: ScoringTable;
  readonly failed: ConversionError;
}

/** @throws ScoringError */
export function parseScoringJson(text: string): ParsedRequest {
  const body = parse(text);
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalidInput(
      Array.isArray(body)
        ? `${REQUIRED}. Received a list.`
        : `${REQUIRED}. Received unexpected input type '${pythonType(body)}.`,
    );
  const fields: ReadonlyMap<string, unknown> = new Map(Object.entries(body));
  const found = [...fields.keys()].flatMap((key) => NAMES.find((name) => name === key) ?? []);
  const [format] = found;
  if (format === undefined || found.length > 1)
    throw badRequest(
      `${REQUIRED}. Received dictionary with input fields: [${found.map((name) => `'${name}'`).join(', ')}].`,
    );
  const table = FORMATS[format](fields.get(format));
  return { table, failed: FAILED[format] };
}

const ofFrame: ConversionError = (column, reason) =>
  invalidInput(
    `Data is not compatible with model signature. Failed to convert column ${column} to type 'float64'. Error: 'ValueError("${reason}")'`,
  );
const ofTensor: ConversionError = (_, reason) => invalidInput(reason);

const FAILED: Readonly<Record<Format, ConversionError>> = {
  instances: ofTensor,
  inputs: ofTensor,
  dataframe_records: ofFrame,
  dataframe_split: ofFrame,
};

export function parseScoringCsv(text: string): ParsedRequest {
  return {
    table: csvTable(text),
    failed: (_, reason) => notCsv(reason),
  };
}

function parse(text: string): unknown {
  try {
    return parseLenientJson(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidInput(
      `Ensure that input is a valid JSON formatted string. Error: '${reason}'\nInput: \n${text.slice(0, 500)}\n`,
    );
  }
}

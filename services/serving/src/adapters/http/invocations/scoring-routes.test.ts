import { createLogger, hotJson } from '@headroom/service-kit';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ServedModel } from '../../../domain/served-model.ts';
import { bareRoutes, plainRequest } from '../testing/bare-routes.ts';
import { buildFixture } from '../../../testing/built-model.ts';
import { hotInvocations, scoringRoutes } from './scoring-routes.ts';

const Predicted = z.object({ predictions: z.array(z.number().nullable()) });
const COLUMNS = ['cpu_utilization', 'level', 'scale', 'cluster_cpu_mean'];
const ROW = [0.4, 0.4, 0.1, 0.9];
const RECORD = { cpu_utilization: 0.4, level: 0.4, scale: 0.1, cluster_cpu_mean: 0.9 };
const columnwise = (over: object) => ({
  inputs: { cpu_utilization: [0.4], level: [0.4], scale: [0.1], cluster_cpu_mean: [0.9], ...over },
});

describe("MLflow's scoring server", () => {
  const served = new ServedModel();
  const app = bareRoutes(scoringRoutes(served));
  const lines: string[] = [];
  const logger = createLogger(
    { service: 'serving-test', level: 'error' },
    { write: (line) => void lines.push(line) },
  );
  const hot = hotInvocations(served, logger);
  afterAll(() => app.close());

  async function invoke(payload: unknown, type = 'application/json') {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const { statusCode, body, headers } = await app.inject({
      method: 'POST',
      url: '/invocations',
      headers: { 'content-type': type },
      payload: text,
    });
    // What is answered before the framework is the same.
    if (type === 'application/json') {
      expect(await hot(plainRequest(text))).toEqual(hotJson(statusCode, body));
    }
    return { status: statusCode, type: headers['content-type'], body };
  }
  const predicted = async (payload: unknown, type?: string): Promise<unknown> => {
    const { status, body } = await invoke(payload, type);
    expect(status).toBe(200);
    return Predicted.parse(JSON.parse(body)).predictions;
  };

  it('is not healthy without a model, and healthy with one', async () => {
    expect((await app.inject('/ping')).statusCode).toBe(404);
    expect(await invoke({ inputs: RECORD })).toMatchObject({
      status: 503,
      body: expect.stringContaining('TEMPORARILY_UNAVAILABLE'),
    });
    served.swap(buildFixture('1', 0.5));
    expect((await app.inject('/ping')).statusCode).toBe(200);
    expect((await app.inject('/ping')).body).toBe('\n');
    expect((await app.inject('/version')).body).toMatch(/^3\./);
    expect((await app.inject('/invocations')).statusCode).toBe(405);
  });

  it.each<[string, unknown, readonly (number | null)[]]>([
    ['dataframe_split', { dataframe_split: { columns: COLUMNS, data: [ROW, ROW] } }, [0.55, 0.55]],
    [
      'columns in another order, and more',
      {
        dataframe_split: {
          columns: ['x', ...COLUMNS.toReversed()],
          data: [['s', ...ROW.toReversed()]],
        },
      },
      [0.55],
    ],
    ['dataframe_records', { dataframe_records: [RECORD, RECORD] }, [0.55, 0.55]],
    ['instances by record', { instances: [RECORD] }, [0.55]],
    ['instances by column', { instances: columnwise({}).inputs }, [0.55]],
    ['inputs by column', columnwise({}), [0.55]],
    ['inputs of one record', { inputs: RECORD }, [0.55]],
    ['inputs of records', { inputs: [RECORD] }, [0.55]],
    ['params', { dataframe_records: [RECORD], params: { a: 1 } }, [0.55]],
    ['a missing feature', { dataframe_records: [{ ...RECORD, cluster_cpu_mean: null }] }, [0.45]],
    [
      'a bare NaN',
      '{"inputs":{"cpu_utilization":NaN,"level":0.4,"scale":0.1,"cluster_cpu_mean":NaN}}',
      [0.45],
    ],
    ['a number as text', { inputs: { ...RECORD, level: '0.5' } }, [0.65]],
    ['a truth value', { dataframe_records: [{ ...RECORD, level: true }] }, [1.15]],
    ['no row', { dataframe_split: { columns: COLUMNS, data: [] } }, []],
    ['a record without some', { dataframe_records: [RECORD, { level: 1 }] }, [0.55, null]],
    ['a row without a level', { dataframe_records: [{ ...RECORD, level: null }] }, [null]],
  ])('predicts from %s', async (_, payload, expected) => {
    const found = await predicted(payload);
    expect(found).toEqual(
      expected.map((cpu): unknown => (cpu === null ? null : expect.closeTo(cpu, 12))),
    );
  });

  it('takes CSV, an empty cell being a missing value', async () => {
    const csv = `${COLUMNS.join(',')}\n0.4,0.4,0.1,0.9\n0.5,0.5,0.2,\n`;
    expect(await predicted(csv, 'text/csv')).toEqual([0.4 + 1.5 * 0.1, 0.5 + 0.5 * 0.2]);
  });

  it.each(['NA', 'null', 'None', 'N/A', 'NaN'])('takes %s in CSV for missing', async (cell) => {
    const csv = `${COLUMNS.join(',')}\n0.5,0.5,0.2,${cell}\n`;
    expect(await predicted(csv, 'text/csv')).toEqual([0.5 + 0.5 * 0.2]);
  });

  it('refuses CSV whose cells stand under no name, rather than shift them', async () => {
    const { status, body } = await invoke(`${COLUMNS.join(',')}\n0,4,0.4,0.1,0.9\n`, 'text/csv');
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({
      message: expect.stringContaining('Expected 4 fields in line 2, saw 5'),
    });
  });

  it.each<[string, unknown, object]>([
    [
      'a missing column',
      { dataframe_records: [{ level: 0.4, scale: 1, x: 1 }] },
      {
        error_code: 'INVALID_PARAMETER_VALUE',
        sqlstate: 'KAM01',
        error_class: 'SCHEMA_ENFORCEMENT_FAILED',
        message: expect.stringContaining(
          "Model is missing inputs ['cpu_utilization', 'cluster_cpu_mean']. Note that there were extra inputs: ['x'].",
        ),
      },
    ],
    [
      'a matrix without names',
      { inputs: [ROW] },
      { message: expect.stringContaining('extra inputs: [0, 1, 2, 3].') },
    ],
    [
      'no record',
      { dataframe_records: [] },
      { message: expect.stringContaining('Model is missing inputs') },
    ],
    [
      'text',
      { dataframe_records: [{ ...RECORD, level: 'abc' }] },
      {
        error_code: 'BAD_REQUEST',
        sqlstate: 'KAM00',
        error_class: 'INVALID_PARAMETER_VALUE',
        message: `Invalid input. Data is not compatible with model signature. Failed to convert column level to type 'float64'. Error: 'ValueError("could not convert string to float: 'abc'")'`,
      },
    ],
    [
      'text in inputs',
      columnwise({ level: ['abc'] }),
      { message: "Invalid input. could not convert string to float: 'abc'" },
    ],
    [
      'a list for a number',
      { dataframe_records: [{ ...RECORD, level: [1] }] },
      { message: expect.stringContaining('setting an array element with a sequence.') },
    ],
    [
      'short rows',
      { dataframe_split: { columns: COLUMNS, data: [[1]] } },
      { message: expect.stringContaining("'4 columns passed, passed data had 1 columns'") },
    ],
    [
      'ragged instances',
      { instances: [RECORD, { level: 1 }] },
      {
        message: 'Invalid input. The length of values for each input/column name are not the same',
      },
    ],
    [
      'ragged inputs',
      columnwise({ level: [1, 2] }),
      { message: expect.stringContaining('All arrays must be of the same length') },
    ],
    [
      'no data',
      { dataframe_split: { columns: COLUMNS } },
      { message: expect.stringContaining("Got {'columns'}.") },
    ],
    [
      'a split that is a list',
      { dataframe_split: [ROW] },
      { message: 'Invalid input. Dataframe split format must be a dictionary. Got list.' },
    ],
    [
      'records that are one',
      { dataframe_records: RECORD },
      {
        message:
          'Invalid input. Dataframe records format must be a list of records. Got dictionary.',
      },
    ],
    [
      'two formats',
      { inputs: RECORD, instances: [RECORD] },
      { message: expect.stringContaining('Received dictionary with input fields') },
    ],
    ['a list', [RECORD], { message: expect.stringContaining('Received a list.') }],
    [
      'a number',
      3,
      { message: expect.stringContaining("Received unexpected input type '<class 'int'>.") },
    ],
    [
      'broken JSON',
      '{"inputs": ',
      { message: expect.stringContaining('Ensure that input is a valid JSON formatted string.') },
    ],
  ])('refuses %s', async (_, payload, expected) => {
    const { status, type, body } = await invoke(payload);
    expect(JSON.parse(body)).toMatchObject(expected);
    expect({ status, type }).toEqual({ status: 400, type: 'application/json' });
  });

  it.each([
    ['application/xml', "Got 'application/xml'."],
    ['application/json; charset=latin1', 'The scoring server only supports UTF-8'],
    ['application/json; foo=bar', 'Unrecognized content type parameters: foo.'],
  ])('refuses the content type %s', async (type, message) => {
    expect(await invoke({ inputs: RECORD }, type)).toEqual({
      status: 415,
      type: 'text/plain; charset=utf-8',
      body: expect.stringContaining(message),
    });
  });

  it('logs a fault of its own, and answers in front of the framework too', async () => {
    const faulty = new ServedModel();
    faulty.swap({ ...buildFixture('1', 0.5), scoreRow: () => fault() });
    const request = plainRequest(JSON.stringify({ inputs: RECORD }));
    expect(await hotInvocations(faulty, logger)(request)).toMatchObject({
      status: 500,
      body: expect.stringContaining('INTERNAL_ERROR'),
    });
    expect(lines.join()).toContain('a fault');
  });
});

function fault(): never {
  throw new Error('a fault');
}

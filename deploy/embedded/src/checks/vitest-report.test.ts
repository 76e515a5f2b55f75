import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repoRoot } from '../paths.ts';
import { readVitestReport } from './vitest-report.ts';

const test = (fullName: string, status: string, failureMessages: string[] = []) => ({
  fullName,
  status,
  failureMessages,
});
const file = (status: string, assertionResults: unknown[], message = '') => ({
  name: join(repoRoot, 'libs/a/src/a.test.ts'),
  status,
  message,
  assertionResults,
});
const read = (success: boolean, testResults: unknown[]) =>
  readVitestReport('unit', JSON.stringify({ success, testResults }), 'what was printed');

describe('readVitestReport', () => {
  it('counts tests by their end', () => {
    const tests = [
      test('a', 'passed'),
      test('b', 'passed'),
      test('c', 'skipped'),
      test('d', 'todo'),
    ];
    expect(read(true, [file('passed', tests)])).toEqual({
      name: 'unit',
      passed: 2,
      skipped: 2,
      failures: [],
    });
  });

  it('keeps the message of a failed test under its file and name', () => {
    const tests = [test('adds', 'passed'), test('subtracts', 'failed', ['expected 1 to be 2'])];
    const outcome = read(false, [file('failed', tests)]);
    expect(outcome.passed).toBe(1);
    expect(outcome.failures).toEqual([
      { title: 'libs/a/src/a.test.ts › subtracts', detail: 'expected 1 to be 2' },
    ]);
  });

  it('counts a file that could not be loaded as one failure', () => {
    const outcome = read(false, [file('failed', [], 'Cannot find module')]);
    expect(outcome.failures).toEqual([
      { title: 'libs/a/src/a.test.ts', detail: 'Cannot find module' },
    ]);
  });

  it('counts an error outside of any test, which Vitest reports by its exit alone', () => {
    const outcome = read(false, [file('passed', [test('a', 'passed')])]);
    expect(outcome.failures).toEqual([
      { title: 'unit: an error outside of any test', detail: 'what was printed' },
    ]);
  });

  it('takes a suite without files for not run', () => {
    expect(read(true, []).notRun).toBe('it has no test files');
  });

  it('refuses a report of another form', () => {
    expect(() => readVitestReport('unit', '{"tests": 3}', '')).toThrow();
  });
});

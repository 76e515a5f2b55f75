import { relative } from 'node:path';
import { z } from 'zod';
import { repoRoot } from '../paths.ts';
import { notRun, type Failure, type Outcome } from './outcome.ts';

/** The part of Vitest's JSON report that is read here. */
const Report = z.object({
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

/** Counts a suite's tests. `output` is what Vitest printed: it tells of errors outside of any test. */
export function readVitestReport(name: string, json: string, output: string): Outcome {
  const report = Report.parse(JSON.parse(json));
  if (report.testResults.length === 0) return notRun(name, 'it has no test files');
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const failures = report.testResults.flatMap(fileFailures);
  if (failures.length === 0 && !report.success) {
    failures.push({ title: `${name}: an error outside of any test`, detail: output });
  }
  return {
    name,
    passed: tests.filter((test) => test.status === 'passed').length,
    skipped: tests.filter((test) => !['passed', 'failed'].includes(test.status)).length,
    failures,
  };
}

function fileFailures(file: z.infer<typeof Report>['testResults'][number]): Failure[] {
  const path = relative(repoRoot, file.name);
  const failedTests = file.assertionResults.filter((test) => test.status === 'failed');
  if (failedTests.length === 0 && file.status === 'failed') {
    return [{ title: path, detail: file.message ?? 'the file could not be loaded' }];
  }
  return failedTests.map((test) => ({
    title: `${path} › ${test.fullName}`,
    detail: (test.failureMessages ?? []).join('\n'),
  }));
}

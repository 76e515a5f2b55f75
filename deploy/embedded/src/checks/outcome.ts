export interface Failure {
  /** Which check or test. */
  readonly title: string;
  readonly detail: string;
}

/** What came of one suite, or of one check that counts as a single test. */
export interface Outcome {
  readonly name: string;
  readonly passed: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
  /** Why it did not run at all. */
  readonly notRun?: string;
}

export const failed = (name: string, detail: string): Outcome => ({
  name,
  passed: 0,
  skipped: 0,
  failures: [{ title: name, detail }],
});

export const notRun = (name: string, reason: string): Outcome => ({
  name,
  passed: 0,
  skipped: 0,
  failures: [],
  notRun: reason,
});

export const succeeded = ({ failures, notRun: reason }: Outcome): boolean =>
  failures.length === 0 && reason === undefined;

export function describeOutcome(outcome: Outcome, seconds: number): string {
  const { name, passed, skipped, failures, notRun: reason } = outcome;
  const counts = [
    `${passed} passed`,
    ...(failures.length ? [`${failures.length} FAILED`] : []),
    ...(skipped ? [`${skipped} skipped`] : []),
  ].join(', ');
  return `${name.padEnd(22)} ${reason === undefined ? counts : `NOT RUN: ${reason}`}  (${seconds.toFixed(1)} s)`;
}

/** Tiers that `npm test` leaves out: they need a browser, the peers' own clients, or hours. */
const furtherTiers = ['test:peers', 'test:browser', 'test:jaeger', 'test:chaos', 'test:soak'];

/** The end of the report. Its last line is the total. */
export function summary(outcomes: readonly Outcome[]): readonly string[] {
  const failures = outcomes.flatMap((outcome) => outcome.failures);
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  return [
    ...failures.flatMap(({ title, detail }) => ['', `FAILED  ${title}`, indent(detail)]),
    '',
    ...outcomes
      .filter((outcome) => outcome.notRun !== undefined)
      .map(({ name, notRun: reason }) => `${name}: not run, ${reason ?? ''}`),
    ...furtherTiers
      .filter((tier) => !outcomes.some(({ name }) => tier === `test:${name}`))
      .map((tier) => `${tier}: not run`),
    `${passed} passed, ${failures.length} failed`,
  ];
}

const indent = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');

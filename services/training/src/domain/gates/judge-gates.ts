import type { Gate, GateLimits, GateReport } from '@headroom/contracts';
import { compareErrors, type Compared, type ComparedRows } from './compare-errors.ts';

export interface GateEvidence {
  readonly challenger: {
    /** Of the model file: the same sha256 is the same model. */
    readonly sha256: string;
    readonly bytes: number;
    readonly latencyUs: number;
    /** Why it does not fit the run's features, or null. */
    readonly misfit: string | null;
  };
  /** What it is compared with; or why nothing can be. */
  readonly champion: { readonly sha256: string; readonly rows: ComparedRows } | string;
  readonly limits: GateLimits;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Whether a challenger may become champion, gate by gate; what cannot be compared is skipped, and says why. */
export function judgeGates(evidence: GateEvidence): GateReport {
  const { challenger, champion, limits } = evidence;
  const own = [signature(challenger.misfit), ...budgets(challenger, limits)];
  if (typeof champion === 'string' || challenger.misfit !== null) {
    const why = typeof champion === 'string' ? champion : 'the challenger cannot be scored';
    const gates = [...own, skipped('better', why), skipped('services', why)];
    return { ...verdict(gates), rows: 0, challenger_mae: null, champion_mae: null };
  }
  const compared = compareErrors(champion.rows, limits, evidence.random);
  const gates = [
    ...own,
    better(compared, limits, champion.sha256 === challenger.sha256),
    services(compared, limits),
  ];
  return {
    ...verdict(gates),
    rows: champion.rows.services.length,
    challenger_mae: compared.challengerMae,
    champion_mae: compared.championMae,
  };
}

const verdict = (gates: Gate[]) => ({
  passed: gates.every(({ status }) => status !== 'failed'),
  gates,
});

const skipped = (gate: Gate['gate'], why: string): Gate => ({
  gate,
  status: 'skipped',
  message: `${gate} is not judged: ${why}`,
  observed: null,
  threshold: null,
});

const judged = (
  gate: Gate['gate'],
  holds: boolean,
  message: string,
  observed: number | null = null,
  threshold: number | null = null,
): Gate => ({ gate, status: holds ? 'passed' : 'failed', message, observed, threshold });

const signature = (misfit: string | null): Gate =>
  judged(
    'signature',
    misfit === null,
    misfit ?? 'feature service, definitions and cadence are those of today',
  );

function budgets(
  { bytes, latencyUs }: GateEvidence['challenger'],
  limits: GateLimits,
): [Gate, Gate] {
  const size = `${(bytes / 2 ** 20).toFixed(1)} MB of ${(limits.bytes / 2 ** 20).toFixed(0)} MB allowed`;
  const time = `${latencyUs.toFixed(0)} µs a row of ${limits.latency_us.toFixed(0)} µs allowed`;
  return [
    judged('size', bytes <= limits.bytes, size, bytes, limits.bytes),
    judged('latency', latencyUs <= limits.latency_us, time, latencyUs, limits.latency_us),
  ];
}

function better(
  { ratio, confidenceBetter, challengerMae, championMae }: Compared,
  { margin, confidence }: GateLimits,
  isSame: boolean,
): Gate {
  if (isSame)
    return judged('better', false, "it is the champion's own model again, to the last byte", 1);
  const figures =
    `MAE ${challengerMae.toFixed(5)} against ${championMae.toFixed(5)} of the champion: ${percent(1 - ratio)} less, ` +
    `${percent(margin)} or more with confidence ${percent(confidenceBetter)} (${percent(confidence)} needed)`;
  return judged('better', confidenceBetter >= confidence, figures, confidenceBetter, confidence);
}

function services({ worst }: Compared, { service_ratio: ratio, service_p: p }: GateLimits): Gate {
  const figures = (one: NonNullable<typeof worst>) =>
    `${one.service}: MAE ${one.ratio.toFixed(2)} × the champion's (p ${one.p.toFixed(3)})`;
  if (worst === null || worst.p >= p)
    return judged(
      'services',
      true,
      `no service's MAE is over ${ratio} × the champion's with p < ${p}`,
      worst?.ratio ?? null,
      ratio,
    );
  return judged('services', false, `${figures(worst)}, over ${ratio} ×`, worst.ratio, ratio);
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

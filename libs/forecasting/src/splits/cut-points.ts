import { ForecastingError } from '../error.ts';

/** First and last t of a service's rows, epoch ms. */
export interface ServiceSpan {
  readonly service: string;
  readonly cluster: string;
  readonly first: number;
  readonly last: number;
}

/** Rows after `validation` and up to `test` validate, rows after `test` and up to `end` test. */
export interface Cuts {
  readonly validation: number;
  readonly test: number;
  readonly end: number;
}

/** Where the cuts lie, as shares of first…last t. */
export const USUAL_CUTS: Cuts = { validation: 0.7, test: 0.85, end: 1 };
const AGREEMENT = 0.05;

/**
 * Cuts at these shares of first…last t, per service. Services of one cluster whose spans agree share theirs, taken over
 * the span of them all, so that none of them trains on what its neighbours are tested on.
 */
export function cutPoints(spans: readonly ServiceSpan[], shares = USUAL_CUTS): Map<string, Cuts> {
  const cuts = new Map<string, Cuts>();
  for (const group of agreeing(spans)) {
    const first = Math.min(...group.map((span) => span.first));
    const length = Math.max(...group.map((span) => span.last)) - first;
    for (const { service } of group) {
      if (cuts.has(service))
        throw new ForecastingError(
          'INPUT',
          `service '${service}' has two spans; pass one a service`,
        );
      cuts.set(service, {
        validation: first + shares.validation * length,
        test: first + shares.test * length,
        end: first + shares.end * length,
      });
    }
  }
  return cuts;
}

/**
 * Each group's members agree with its earliest one: spans are compared with that one alone, or a chain of small
 * differences would join spans that have little in common.
 */
function agreeing(spans: readonly ServiceSpan[]): ServiceSpan[][] {
  const ordered = [...spans].sort(
    (a, b) => a.first - b.first || a.last - b.last || (a.service < b.service ? -1 : 1),
  );
  const groups: { anchor: ServiceSpan; members: ServiceSpan[] }[] = [];
  for (const span of ordered) {
    if (!(span.first <= span.last))
      throw new ForecastingError(
        'INPUT',
        `service '${span.service}' spans ${span.first}…${span.last}; first must not be after last`,
      );
    const group = groups.find(({ anchor }) => agree(anchor, span));
    if (group) group.members.push(span);
    else groups.push({ anchor: span, members: [span] });
  }
  return groups.map((group) => group.members);
}

/** Both ends differ by no more than 5 % of the longer span. */
function agree(a: ServiceSpan, b: ServiceSpan): boolean {
  const tolerance = AGREEMENT * Math.max(a.last - a.first, b.last - b.first);
  return (
    a.cluster === b.cluster &&
    Math.abs(a.first - b.first) <= tolerance &&
    Math.abs(a.last - b.last) <= tolerance
  );
}

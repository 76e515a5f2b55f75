/** What the Kafka side of the stream benchmark, a program of its own, is told on its command line as JSON. */
export type StreamJob = {
  readonly brokers: string;
  readonly services: number;
  /** Records of each service: from this one on, so many. */
  readonly from: number;
  readonly rounds: number;
} & (
  | { readonly act: 'fill' }
  | { readonly act: 'drain' }
  | { readonly act: 'pace'; readonly perSecond: number }
);

export interface Filled {
  readonly events: number;
}

export interface Drained {
  /** Records handled between the first look and the last. */
  readonly handled: number;
  readonly seconds: number;
}

/** Milliseconds. */
export interface Freshness {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** What a load generator is told, as JSON on its standard input. */
export interface LoadJob {
  /** `http://127.0.0.1:5000` */
  readonly origin: string;
  readonly requests: readonly LoadRequest[];
  /** Requests in flight at once, each on a connection of its own. */
  readonly clients: number;
  /** A new connection for every request. */
  readonly reconnect?: boolean;
  /** Requests a second in all, at even distances whatever the answers do; without it each client sends as fast as it is answered. */
  readonly rate?: number;
  /** Not measured, before. */
  readonly warmupSeconds: number;
  readonly seconds: number;
}

/** Sent in turn, over and over. */
export interface LoadRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Times in milliseconds, from when a request was due (paced) or sent to the last byte of its answer. */
export interface LoadResult {
  readonly requests: number;
  /** Answers that were not 2xx, and connections that broke. */
  readonly failures: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** The first failure's status and body, or its error. */
  readonly firstFailure?: string;
}

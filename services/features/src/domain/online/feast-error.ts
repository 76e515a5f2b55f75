import { HeadroomError } from '@headroom/contracts';

/**
 * An error as Feast's feature server answers it. One of its own classes is told as JSON inside a JSON text, so that the
 * genuine client raises it again; any other as a plain text.
 */
export class FeastError extends Error {
  readonly status: number;
  readonly feastClass: string | null;
  /** What is wrong and the fix, as an API of our own tells it. */
  readonly advice: string;

  /** @param advice where Feast's own words leave one in the dark */
  constructor(status: number, feastClass: string | null, message: string, advice = message) {
    super(message);
    this.name = 'FeastError';
    this.status = status;
    this.feastClass = feastClass;
    this.advice = advice;
  }

  /** The text that is the body of the answer. */
  get detail(): string {
    if (this.feastClass === null) return this.message;
    const { feastClass, message } = this;
    return JSON.stringify({ module: 'feast.errors', class: feastClass, message });
  }
}

/** What Feast raises as a plain Python error. */
export const plainError = (message: string, advice?: string): FeastError =>
  new FeastError(500, null, message, advice);

/** What Feast stumbles over, or bends without a word: refused, with what is wrong and the fix. */
export const refusal = (message: string): FeastError => new FeastError(422, null, message);

/** Text of a Python list of strings. */
export const pythonList = (names: readonly string[]): string =>
  `[${names.map((name) => `'${name}'`).join(', ')}]`;

/** The same for whoever asks an API of our own. */
export const ownError = ({ status, advice }: FeastError): HeadroomError =>
  new HeadroomError(status === 404 ? 'NOT_FOUND' : 'INVALID_REQUEST', advice);

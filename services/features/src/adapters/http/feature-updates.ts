import type { MessageEvent } from '@nestjs/common';
import { Observable } from 'rxjs';

export interface FeatureUpdates {
  /** The answer, or its JSON. */
  readonly read: () => Promise<object | string>;
  /** Calls back after each change, until the returned function is called. */
  readonly watch: (changed: () => void) => Promise<() => void>;
  /** Told of a read that failed; the next change reads again. */
  readonly failed: (error: unknown) => void;
}

/** `features` events: the answer as it stands, then after each change. Changes during a read make one more. */
export const featureUpdates = ({ read, watch, failed }: FeatureUpdates): Observable<MessageEvent> =>
  new Observable((client) => {
    let isReading = false;
    let isStale = false;
    const look = async (): Promise<void> => {
      isStale = true;
      if (isReading) return;
      isReading = true;
      while (isStale && !client.closed) {
        isStale = false;
        await read().then((data) => client.next({ type: 'features', data }), failed);
      }
      isReading = false;
    };
    const watching = watch(() => void look());
    watching.then(look, (error: unknown) => client.error(error));
    return () => {
      watching.then(
        (stop) => stop(),
        () => undefined,
      );
    };
  });

import { afterEach, beforeEach, describe } from 'vitest';
import { describeHandling } from './handling.ts';
import { describeOffsets } from './offsets.ts';
import { describePublishing } from './publishing.ts';
import { Stage } from './stage.ts';
import type { Subject } from './subject.ts';
import { describeTracing } from './tracing-contract.ts';

/** What every message bus must do, real or fake. */
export function describeBusContract(name: string, makeSubject: () => Promise<Subject>): void {
  describe(name, () => {
    let current: Stage | undefined;
    beforeEach(async () => {
      current = new Stage(await makeSubject());
    });
    afterEach(async () => {
      await current?.close();
    });
    const stage = () => {
      if (current === undefined) throw new Error('no stage outside a test');
      return current;
    };
    describePublishing(stage);
    describeHandling(stage);
    describeOffsets(stage);
    describeTracing(stage);
  });
}

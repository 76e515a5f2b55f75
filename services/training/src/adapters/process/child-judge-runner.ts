import { HeadroomError, type GateReport } from '@headroom/contracts';
import type { JudgeJob, JudgeRunner } from '../../domain/gates/judge-job.ts';
import { JudgeMessage, type JudgeRequest } from './judge-protocol.ts';
import { converse } from './line-child.ts';

export interface ChildJudgeSettings {
  /** Path of the bundled judging program. */
  readonly program: string;
  readonly objectRoot: string;
  readonly timeLimitMs: number;
}

/** Judges in a process of its own: reading a snapshot would keep the service from its heartbeats. */
export class ChildJudgeRunner implements JudgeRunner {
  readonly #settings: ChildJudgeSettings;

  constructor(settings: ChildJudgeSettings) {
    this.#settings = settings;
  }

  run(job: JudgeJob, signal: AbortSignal): Promise<GateReport> {
    const { program, objectRoot, timeLimitMs } = this.#settings;
    return converse({
      name: 'the judging program',
      command: process.execPath,
      args: [program],
      request: () => ({ job, objectRoot }) satisfies JudgeRequest,
      onLine: (line) => {
        const message = JudgeMessage.parse(JSON.parse(line));
        if (message.event === 'error') throw new HeadroomError(message.code, message.message);
        return message.gates;
      },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeLimitMs)]),
    });
  }
}

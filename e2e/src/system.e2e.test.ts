import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { explanation } from './suites/explanation.ts';
import { liveThread } from './suites/live-thread.ts';
import { parity } from './suites/parity.ts';
import { pipelineRun } from './suites/pipeline-run.ts';
import { poison } from './suites/poison.ts';
import { publishedApis } from './suites/published-apis.ts';
import { rollbackDrill } from './suites/rollback-drill.ts';
import { setStage, type Stage } from './system/stage.ts';

/** One system for all of them, since its start costs most; they run in this order. */
describe('the whole system, each service a process', () => {
  let running: Stage | null = null;
  const stage = (): Stage => {
    if (running === null) throw new Error('the system did not start');
    return running;
  };

  beforeAll(async () => {
    running = await setStage();
  });
  let failed = false;
  afterEach(({ task }) => {
    failed ||= task.result?.state === 'fail';
  });
  afterAll(() => running?.close(failed));

  describe('the pipeline', () => {
    const run = pipelineRun(stage);
    describe('batch and stream', () => parity(stage, run));
    describe('the live thread', () => liveThread(stage, run));
    describe('explanation', () => explanation(stage, run));
    describe('the rollback drill', () => rollbackDrill(stage, run));
  });
  describe('poison', () => poison(stage));
  describe('the HTTP APIs', () => publishedApis(stage));
});

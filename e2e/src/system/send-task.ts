import { TASKS, TOPICS, type TaskId } from '@headroom/contracts';
import { decodeJson, type KafkaBus } from '@headroom/messaging';
import type { z } from 'zod';
import { followTopic } from './log.ts';

const COMMANDS = {
  training: TOPICS.commandsTraining,
  registry: TOPICS.commandsRegistry,
} as const;

/** Sends tasks that no pipeline has asked for, as the orchestrator would, and waits for what they leave. */
export async function taskSender(bus: KafkaBus, runId: string) {
  const results = await followTopic(bus, TOPICS.pipelineResults, (message) => {
    const decoded = decodeJson(TOPICS.pipelineResults, message);
    if (!decoded.ok) throw new Error(decoded.rejection.message);
    return decoded.data;
  });
  return async <T extends TaskId>(
    service: keyof typeof COMMANDS,
    taskId: T,
    inputs: z.input<(typeof TASKS)[T]['inputs']>,
  ): Promise<z.output<(typeof TASKS)[T]['outputs']>> => {
    const task = { dag_id: 'by_hand', run_id: runId, task_id: taskId, map_index: -1 };
    await bus.publisher.publish([
      {
        topic: COMMANDS[service],
        id: `${runId}/${taskId}`,
        source: 'headroom/e2e',
        key: taskId,
        data: { task, try_number: 1, as_of: null, inputs },
      },
    ]);
    const { outputs, error } = await results.first(
      `the result of ${taskId}`,
      ({ task: { run_id, task_id }, state }) =>
        run_id === runId && task_id === taskId && state !== 'running',
    );
    if (error !== null) throw new Error(`${taskId}: ${error.message}`);
    return TASKS[taskId].outputs.parse(outputs) as z.output<(typeof TASKS)[T]['outputs']>;
  };
}

/** Program: fills the topic, waits until it is drained, or sends at an even rate; the last line it prints is the result. */
import { TOPICS } from '@headroom/contracts';
import { createKafkaBus, type KafkaBus } from '@headroom/messaging';
import { createLogger } from '@headroom/service-kit';
import { drained } from './drained.ts';
import type { StreamJob } from './job.ts';
import { publishPaced } from './paced.ts';
import { publishAll, recordsOf } from './records.ts';

const job = JSON.parse(process.argv[2] ?? '') as StreamJob;
const bus = createKafkaBus({
  brokers: job.brokers.split(','),
  clientId: 'bench',
  logger: createLogger({ service: 'bench', level: 'warn' }),
});
try {
  process.stdout.write(`${JSON.stringify(await act(job, bus))}\n`);
} finally {
  await bus.close();
}

async function act(job: StreamJob, bus: KafkaBus): Promise<unknown> {
  const records = recordsOf(job.services, job.from, job.rounds);
  switch (job.act) {
    case 'fill':
      await bus.admin.ensureTopics([TOPICS.workloadValidated]);
      return { events: await publishAll(bus, records) };
    case 'drain':
      return drained(bus, job.services * job.rounds);
    case 'pace':
      return publishPaced(bus, records, job.perSecond);
  }
}

/** Program: sends the requests of the job on its standard input; the last line it prints is the result. */
import { text } from 'node:stream/consumers';
import { sendLoad } from './send-load.ts';
import type { LoadJob } from './load-job.ts';

const job = JSON.parse(await text(process.stdin)) as LoadJob;
const warmup = { ...job, seconds: job.warmupSeconds };
if (job.warmupSeconds > 0) await sendLoad(warmup);
process.stdout.write('measuring\n');
process.stdout.write(`${JSON.stringify(await sendLoad(job))}\n`);

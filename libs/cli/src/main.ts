/** The `headroom` command. */
import { Command } from 'commander';
import { addCancel } from './commands/cancel.ts';
import { addExplain } from './commands/explain.ts';
import { addFeatures } from './commands/features/features.ts';
import { addImport } from './commands/import.ts';
import { addLiveErrors } from './commands/live-errors.ts';
import { addCompare } from './commands/registry/compare.ts';
import { addCopy } from './commands/registry/copy.ts';
import { addExperiments } from './commands/registry/experiments.ts';
import { addModels } from './commands/registry/models.ts';
import { addRuns } from './commands/registry/runs.ts';
import { addTrain } from './commands/train.ts';
import { endWithReader } from './terminal.ts';

endWithReader();
const program = new Command('headroom').description('Headroom from the command line.');
addImport(program, process.env);
addFeatures(program, process.env);
addExplain(program, process.env);
addLiveErrors(program, process.env);
addTrain(program, process.env);
addCancel(program, process.env);
for (const add of [addExperiments, addRuns, addModels, addCompare, addCopy])
  add(program, process.env);
await program.parseAsync();

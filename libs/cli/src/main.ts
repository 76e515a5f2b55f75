/** The `headroom` command. */
import { Command } from 'commander';
import { addImport } from './commands/import.ts';

const program = new Command('headroom').description('Headroom from the command line.');
addImport(program, process.env);
await program.parseAsync();

import {
  differences,
  FIXTURES,
  frozenSchemas,
  GENERATED,
  generatedFiles,
  replace,
  write,
} from './artifacts.ts';

const mode = process.argv[2] ?? '--write';

switch (mode) {
  case '--write':
    replace(GENERATED, generatedFiles());
    break;
  case '--check': {
    const changed = differences(GENERATED, generatedFiles());
    for (const path of changed) {
      console.error(
        `libs/contracts/generated/${path} is not what the topics say. Run: npm run contracts`,
      );
    }
    process.exitCode = changed.length === 0 ? 0 : 1;
    break;
  }
  case '--freeze':
    write(FIXTURES, frozenSchemas());
    break;
  default:
    console.error(`Unknown option ${mode}. Use --write (default), --check or --freeze.`);
    process.exitCode = 2;
}

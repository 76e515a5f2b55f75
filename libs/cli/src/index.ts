export { readMapping } from './adapters/mapping-file.ts';
export { HttpService } from './adapters/http-service.ts';
export { serverSentEvents, type ServerSentEvent } from './adapters/server-sent-events.ts';
export { CommandError } from './command-error.ts';
export { explainPrediction } from './explain/explain-prediction.ts';
export { importFiles, type ImportOutcome } from './import/import-files.ts';
export { outcomeLines } from './import/outcome-lines.ts';

import { readYaml } from './yaml-file.ts';

/** The content of a mapping file. Its fields are ingestion's to judge. */
export const readMapping = (path: string): unknown => readYaml(path, '--map');

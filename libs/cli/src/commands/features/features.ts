import type { Command } from 'commander';
import { addBackfill } from './backfill.ts';
import { addApply, addPlan } from './change.ts';
import { addCompute } from './compute.ts';
import { contextOf } from './context.ts';
import { addExportFeast } from './export-feast.ts';
import { addImportFeast } from './import-feast.ts';
import { addLineage } from './lineage.ts';
import { addDescribe, addDiff, addList, addVersions } from './look.ts';
import { addStatistics } from './statistics.ts';

export function addFeatures(program: Command, env: NodeJS.ProcessEnv): void {
  const features = program.command('features').description('the feature store and its definitions');
  const context = contextOf(env);
  for (const add of [
    addPlan,
    addApply,
    addList,
    addDescribe,
    addVersions,
    addDiff,
    addImportFeast,
    addExportFeast,
    addCompute,
    addLineage,
    addStatistics,
    addBackfill,
  ]) {
    add(features, context);
  }
}

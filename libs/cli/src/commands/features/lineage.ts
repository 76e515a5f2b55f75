import { defaultTrackingUri, MlflowServer, MlflowServerError } from '@headroom/client';
import { FeatureLineage } from '@headroom/feature-definitions';
import type { Command } from 'commander';
import { z } from 'zod';
import { CommandError } from '../../command-error.ts';
import { feedServices, lineageLines } from '../../features/lineage-lines.ts';
import { versionsTrainedOn } from '../../features/model-versions.ts';
import { answering, query, type Context } from './context.ts';

const Options = z.object({ trackingUri: z.string() });

export function addLineage(features: Command, { features: service }: Context): void {
  const command = features
    .command('lineage')
    .description('from source columns to model versions')
    .argument('<name>', 'source, source.column, view, view:feature or feature service')
    .option('--tracking-uri <url>', 'the registry of models', defaultTrackingUri());
  answering(command, Options, async ([of = ''], { trackingUri }) => {
    const { edges } = await service.call('GET', `/api/v1/lineage${query({ of })}`, FeatureLineage);
    const services = new Set(feedServices(edges));
    const models = await versionsTrainedOn(new MlflowServer(trackingUri), services).catch(
      unlessAway,
    );
    return {
      json: {
        of,
        edges: [
          ...edges,
          ...(typeof models === 'string' ? [] : models).map(
            ({ model, version, feature_service, definition_hash }) => ({
              from: feature_service,
              to: `${model}/${version}`,
              definition_hash,
            }),
          ),
        ],
        ...(typeof models === 'string' ? { models_not_known: models } : {}),
      },
      lines: lineageLines(edges, models),
    };
  });
}

/** What is known here is told without the registry; why the rest is missing, too. */
function unlessAway(error: unknown): string {
  if (!(error instanceof MlflowServerError)) throw error;
  const what = `${error.message} Name the registry of models with --tracking-uri.`;
  if (error.code === 'UNAVAILABLE') return what;
  throw new CommandError(error.code, what);
}

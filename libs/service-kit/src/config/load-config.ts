import { HeadroomError, type ServiceName } from '@headroom/contracts';
import { z } from 'zod';
import {
  commonSchema,
  portSchema,
  portVariable,
  toCommonConfig,
  type CommonConfig,
} from './common.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a service reads: the common settings by name, its own under `settings` by variable. */
export interface Config<S extends z.ZodObject = z.ZodObject> extends CommonConfig {
  readonly settings: Readonly<z.output<S>>;
}

/** A password in a URL must not reach a log through an error message. */
const shown = (value: string | undefined) =>
  value === undefined ? 'unset' : JSON.stringify(value.replace(/(:\/\/[^:/@]*):[^@]*@/, '$1:***@'));

function problemLine(env: Environment, variable: string, message: string, fix?: string): string {
  const remedy = fix === undefined ? 'Correct it' : `Set it to ${fix}`;
  return `${variable} (${shown(env[variable])}) ${message}. ${remedy}, or unset it for the default.`;
}

function problemsOf(error: z.ZodError | undefined, schema: z.ZodObject, env: Environment) {
  return (error?.issues ?? []).map((issue) => {
    const variable = String(issue.path[0]);
    const field: unknown = schema.shape[variable];
    const fix = field instanceof z.ZodType ? field.description : undefined;
    return problemLine(env, variable, issue.message, fix);
  });
}

/**
 * Validates the environment once, at boot. An empty variable counts as unset.
 *
 * @throws HeadroomError INVALID_CONFIG with every problem of every variable, one line each.
 */
export function loadConfig<S extends z.ZodObject>(
  service: ServiceName,
  settings: S,
  environment: Environment,
): Config<S> {
  const env = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const variable = portVariable(service);
  const portField = portSchema(service);

  const common = commonSchema.safeParse(env);
  const port = portField.safeParse(env[variable]);
  const own = settings.safeParse(env);
  if (common.success && port.success && own.success) {
    return { ...toCommonConfig(service, common.data, port.data), settings: own.data };
  }
  const problems = [
    ...problemsOf(common.error, commonSchema, env),
    ...(port.error?.issues ?? []).map((issue) =>
      problemLine(env, variable, issue.message, portField.description),
    ),
    ...problemsOf(own.error, settings, env),
  ];
  throw new HeadroomError('INVALID_CONFIG', problems.join('\n'), { details: { problems } });
}

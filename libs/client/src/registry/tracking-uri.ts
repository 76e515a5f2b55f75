import { SERVICE_PORTS } from '@headroom/contracts';

/** Where MLflow's own clients look too, else Headroom's registry on this machine. */
export function defaultTrackingUri(env: NodeJS.ProcessEnv = process.env): string {
  const port = env['HEADROOM_REGISTRY_PORT'] ?? SERVICE_PORTS.registry;
  return env['MLFLOW_TRACKING_URI'] ?? `http://127.0.0.1:${port}`;
}

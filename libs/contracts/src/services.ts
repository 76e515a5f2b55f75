/** Every service and the port it listens on by default: the peers' own ports where a peer's client is to work unchanged. */
export const SERVICE_PORTS = {
  console: 3000,
  registry: 5000, // MLflow
  features: 6566, // Feast
  serving: 8000, // Open Inference Protocol v2
  ingestion: 8001,
  drift: 8002,
  generation: 8003,
  validation: 8004,
  training: 8005,
  orchestrator: 8080, // Airflow
} as const;

export type ServiceName = keyof typeof SERVICE_PORTS;

export { bundleProgram } from '@headroom/embedded';
export { testStack, type TestStack } from './test-stack.ts';
export type { CrashTest, World } from './crash/crash-test.ts';
export type { PublishedEvent } from './crash/published-log.ts';
export { LEASE_STORE_CONTRACT } from '@headroom/messaging';
export { runCrashSchedules } from './crash/run-crash-schedules.ts';
export { startOtlpReceiver, type OtlpReceiver, type ReceivedSpan } from './otlp/otlp-receiver.ts';

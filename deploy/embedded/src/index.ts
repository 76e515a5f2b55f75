export { startDisposableStack } from './disposable.ts';
export type { StackAddresses } from './stack.ts';

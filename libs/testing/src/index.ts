export { testStack, type TestStack } from './test-stack.ts';

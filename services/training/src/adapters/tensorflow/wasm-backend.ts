import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { quickMatMul } from './quick-matmul.ts';

const NAME = 'wasm';

let started: Promise<void> | undefined;

/** WebAssembly with SIMD, on one thread: the same sums in the same order on every run. */
export function startBackend(): Promise<void> {
  started ??= start();
  return started;
}

async function start(): Promise<void> {
  // Found from the installed package, wherever this code was bundled to.
  const { resolve } = createRequire(import.meta.url);
  const manifest = resolve('@tensorflow/tfjs-backend-wasm/package.json');
  setWasmPaths(join(dirname(manifest), 'dist') + sep);
  if (!(await setBackend(NAME))) throw new Error('TensorFlow.js: WebAssembly did not start');
  quickMatMul(NAME);
}

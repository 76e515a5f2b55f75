import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { ready, setBackend } from '@tensorflow/tfjs-core';

/** Found from the installed package, wherever this code was bundled to. */
const wasmFolder = (): string => {
  const { resolve } = createRequire(import.meta.url);
  return join(dirname(resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist') + sep;
};

/** WebAssembly with SIMD, on one thread: the same sums in the same order on every run. */
export async function startBackend(): Promise<void> {
  setWasmPaths(wasmFolder());
  await setBackend('wasm');
  await ready();
}

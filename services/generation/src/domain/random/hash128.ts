const PRIMES = [597399067, 2869860233, 951274213, 2716044179] as const;

/** 128-bit non-cryptographic string hash (bryc's cyrb128, public domain): seeds a stream from its name. */
export function hash128(text: string): [number, number, number, number] {
  let h1 = 1779033703;
  let h2 = 3144134277;
  let h3 = 1013904242;
  let h4 = 2773480762;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    h1 = h2 ^ Math.imul(h1 ^ code, PRIMES[0]);
    h2 = h3 ^ Math.imul(h2 ^ code, PRIMES[1]);
    h3 = h4 ^ Math.imul(h3 ^ code, PRIMES[2]);
    h4 = h1 ^ Math.imul(h4 ^ code, PRIMES[3]);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), PRIMES[0]);
  h2 = Math.imul(h4 ^ (h2 >>> 22), PRIMES[1]);
  h3 = Math.imul(h1 ^ (h3 >>> 17), PRIMES[2]);
  h4 = Math.imul(h2 ^ (h4 >>> 19), PRIMES[3]);
  const all = h1 ^ h2 ^ h3 ^ h4;
  return [all >>> 0, (h2 ^ all) >>> 0, (h3 ^ all) >>> 0, (h4 ^ all) >>> 0];
}

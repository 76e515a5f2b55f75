import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isKnown } from './origin-check.ts';

describe('isKnown', () => {
  it.each(['127.0.0.1:8001', 'localhost:8001', 'LOCALHOST:8001', '[::1]:8001', '127.1.2.3:8001'])(
    'passes loopback with the own port: %s',
    (authority) => {
      expect(isKnown(authority, 8001, [])).toBe(true);
    },
  );

  it.each([
    '',
    'localhost',
    'localhost:8002',
    'evil.example:8001',
    'localhost.evil.example:8001',
    '127.0.0.1.evil.example:8001',
    'user@localhost:8001',
    'evil.example#localhost:8001',
    '0.0.0.0:8001',
    'null',
    '[::1',
    'localhost:8001:8001',
  ])('refuses %s', (authority) => {
    expect(isKnown(authority, 8001, [])).toBe(false);
  });

  it('takes a missing port for 80', () => {
    expect(isKnown('localhost', 80, [])).toBe(true);
  });

  it('passes what the operator allowed, on any port unless one is given', () => {
    expect(isKnown('headroom.lan:9000', 8001, ['headroom.lan'])).toBe(true);
    expect(isKnown('headroom.lan:9000', 8001, ['headroom.lan:443'])).toBe(false);
    expect(isKnown('headroom.lan:443', 8001, ['headroom.lan:443'])).toBe(true);
  });

  it('never passes a domain name other than localhost', () => {
    fc.assert(
      fc.property(fc.domain(), fc.integer({ min: 1, max: 65_535 }), (domain, port) => {
        expect(isKnown(`${domain}:${String(port)}`, port, [])).toBe(false);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTimeFormat, timeReader } from './time-format.ts';
import { isZone } from './zone.ts';

const instant = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2100, 0, 1) });
const iso = (ms: number) => new Date(ms).toISOString();
const two = (n: number) => String(n).padStart(2, '0');

describe('timeReader', () => {
  it('reads an instant the same however it is written', () => {
    fc.assert(
      fc.property(instant, (ms) => {
        const auto = timeReader('auto', 'UTC');
        const text = iso(ms);
        const forms = [text, text.replace('T', ' '), text.replace('T', ' ').slice(0, -1), `${ms}`];
        expect(forms.map(auto)).toEqual(forms.map(() => ms));
        expect(timeReader('epoch_ms', 'UTC')(`${ms}`)).toBe(ms);
        expect(timeReader('epoch_s', 'UTC')(`${ms / 1000}`)).toBe(ms);
      }),
    );
  });

  it('reads a pattern', () => {
    fc.assert(
      fc.property(instant, (ms) => {
        const minute = Math.floor(ms / 60_000) * 60_000;
        const d = new Date(minute);
        const text = `${two(d.getUTCDate())}.${two(d.getUTCMonth() + 1)}.${d.getUTCFullYear()} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`;
        expect(timeReader('DD.MM.YYYY HH:mm', 'UTC')(text)).toBe(minute);
      }),
    );
  });

  it('reads what a wall clock shows, in any zone, but where it shows the time twice', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'];
    fc.assert(
      fc.property(instant, fc.constantFrom(...zones), (ms, zone) => {
        const second = Math.floor(ms / 1000) * 1000;
        const format = new Intl.DateTimeFormat('sv-SE', {
          timeZone: zone,
          dateStyle: 'short',
          timeStyle: 'medium',
        });
        const read = timeReader('auto', zone)(format.format(second));
        expect(format.format(read)).toBe(format.format(second));
        expect(
          second - read === 0 || second - read === 3_600_000 || second - read === 1_800_000,
        ).toBe(true);
      }),
    );
  });

  it.each([
    ['2014-02-14 14:30:00', '+02:00', '2014-02-14T12:30:00.000Z'],
    ['2014-02-14 14:30:00Z', '+02:00', '2014-02-14T14:30:00.000Z'],
    ['2014-02-14T14:30:00.25-0500', 'UTC', '2014-02-14T19:30:00.250Z'],
    ['2026-10-25 02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2014-02-14', 'UTC', '2014-02-14T00:00:00.000Z'],
  ])('%s in zone %s is %s', (text, zone, expected) => {
    expect(iso(timeReader('auto', zone)(text))).toBe(expected);
  });

  it.each(['2014-02-30', '2014-02-14 25:00', '14.02.2014', 'noon', '', '2014-02-14 14:30:00 CET'])(
    'does not take %j',
    (text) => {
      expect(timeReader('auto', 'UTC')(text)).toBeNaN();
    },
  );

  it('does not take a time that the clock skips', () => {
    expect(timeReader('auto', 'Europe/Berlin')('2026-03-29 02:30')).toBeNaN();
  });

  it('knows formats and zones before any file is read', () => {
    expect(['auto', 'epoch_s', 'DD/MM/YYYY', 'YYYYMMDD HHmmss'].every(isTimeFormat)).toBe(true);
    expect(['', 'YYYY-MM', 'YYYY-MM-DD DD', 'epoch'].some(isTimeFormat)).toBe(false);
    expect(['UTC', '-03:30', 'Asia/Tokyo'].every(isZone)).toBe(true);
    expect(['', 'Mars/Olympus', '+25:00'].some(isZone)).toBe(false);
  });
});

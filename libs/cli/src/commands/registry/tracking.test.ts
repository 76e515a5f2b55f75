import { Command } from 'commander';
import { expect, it, vi } from 'vitest';
import { answer, trackingCommand } from './tracking.ts';

it('prints as text what the numbers of JSON cannot hold', async () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const command = trackingCommand(new Command(), 'metrics', 'points').setOptionValue('json', true);
  const point = { value: Number.NaN, step: 2n ** 63n - 1n, timestamp: 5 };
  await answer(
    command,
    async () => point,
    () => [],
  );
  const printed = write.mock.calls.map(([text]) => String(text)).join('');
  write.mockRestore();
  expect(JSON.parse(printed)).toEqual({ value: 'NaN', step: '9223372036854775807', timestamp: 5 });
});

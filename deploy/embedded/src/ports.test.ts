import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { freePortRun, portIsFree, requireFreePort } from './ports.ts';

describe('ports', () => {
  it('finds neighbouring ports below the ephemeral range', async () => {
    const first = await freePortRun(4);
    expect(first).toBeGreaterThanOrEqual(20_000);
    expect(first + 3).toBeLessThan(32_000);
    for (let port = first; port < first + 4; port++) expect(await portIsFree(port)).toBe(true);
  });

  it('names the owner and the setting of a taken port', async () => {
    const port = await freePortRun(1);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    await expect(requireFreePort(port, 'Kafka', 'HEADROOM_KAFKA_PORT')).rejects.toThrow(
      `Port ${port} (Kafka) is taken by another program: set HEADROOM_KAFKA_PORT to a free port, or stop that program.`,
    );
    await new Promise((resolve) => server.close(resolve));
    await expect(requireFreePort(port, 'Kafka', 'HEADROOM_KAFKA_PORT')).resolves.toBeUndefined();
  });
});

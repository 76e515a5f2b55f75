import { kafkajs } from './kafkajs.ts';
import type { LogEntry } from 'kafkajs';
import { expect, it } from 'vitest';
import { logTo } from './log-creator.ts';

const { logLevel } = kafkajs;

function levelOf(level: LogEntry['level'], message: string, fields: object = {}): string {
  const lines: string[] = [];
  const at = (name: string) => () => void lines.push(name);
  const write = logTo({
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
  });
  write({
    namespace: 'Consumer',
    level,
    label: '',
    log: { timestamp: '', logger: 'kafkajs', message, ...fields },
  });
  return lines.join();
}

it.each([
  [logLevel.ERROR, 'The group is rebalancing, so a rejoin is needed', {}, 'debug'],
  [
    logLevel.ERROR,
    'Response Heartbeat(key: 12, version: 3)',
    { error: 'The coordinator is loading' },
    'debug',
  ],
  [
    logLevel.WARN,
    'Limiting retries for the idempotent producer may invalidate EoS guarantees',
    {},
    'debug',
  ],
  [logLevel.ERROR, 'Connection error: connect ECONNREFUSED 127.0.0.1:9092', {}, 'warn'],
  [logLevel.INFO, 'Consumer has joined the group', {}, 'debug'],
] as const)('level %i "%s" %j becomes %s', (level, message, fields, expected) => {
  expect(levelOf(level, message, fields)).toBe(expected);
});

import { controllerPort } from './settings.ts';

/** One node, broker and controller in one, on loopback. */
export function serverProperties(port: number, dataFolder: string): string {
  const controller = controllerPort(port);
  return lines({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': dataFolder,
    // A misspelt topic must fail instead of coming to life with the wrong settings.
    'auto.create.topics.enable': false,
    // Retention by arrival: an import of old events must not be deleted at once.
    'log.message.timestamp.type': 'LogAppendTime',
    // The first member of a group starts at once instead of waiting three seconds for others.
    'group.initial.rebalance.delay.ms': 0,
    // A single broker holds the only copy of every internal topic.
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 1,
    // The default of 128 MB is a quarter of this broker's heap.
    'log.cleaner.dedupe.buffer.size': 8_388_608,
    // After a kill the controller refuses the new process until the old one's session is over (default 9 s).
    'broker.session.timeout.ms': 5000,
    'broker.heartbeat.interval.ms': 1000,
  });
}

export function loggingProperties(): string {
  return lines({
    status: 'error',
    'appender.out.type': 'Console',
    'appender.out.name': 'OUT',
    'appender.out.layout.type': 'PatternLayout',
    'appender.out.layout.pattern': '[%d] %p %m (%c)%n',
    'rootLogger.level': 'warn',
    'rootLogger.appenderRef.out.ref': 'OUT',
    'logger.server.name': 'kafka.server.KafkaRaftServer',
    'logger.server.level': 'info',
  });
}

function lines(properties: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

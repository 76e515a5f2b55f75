import { connect } from 'node:net';

/**
 * Asks a broker for its cluster id by a Metadata request (api key 3, version 2, no topics).
 * Written out because only libs/messaging uses a Kafka client, and this is all that readiness needs.
 */
export function kafkaClusterId(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let received = Buffer.alloc(0);
    socket.setTimeout(2_000, () => socket.destroy(new Error('no answer to a Metadata request')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed before an answer')));
    socket.once('connect', () => socket.write(metadataRequest()));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 4 || received.length < 4 + received.readInt32BE(0)) return;
      try {
        resolve(readClusterId(received));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
      socket.destroy();
    });
  });
}

function metadataRequest(): Buffer {
  const request = Buffer.alloc(18);
  request.writeInt32BE(14, 0); // bytes that follow
  request.writeInt16BE(3, 4); // api key
  request.writeInt16BE(2, 6); // api version
  request.writeInt32BE(1, 8); // correlation id
  request.writeInt16BE(-1, 12); // client id: null
  request.writeInt32BE(0, 14); // topics: none
  return request;
}

function readClusterId(response: Buffer): string {
  let at = 8; // size, correlation id
  const int32 = () => response.readInt32BE((at += 4) - 4);
  const string = () => {
    const length = response.readInt16BE((at += 2) - 2);
    return length < 0 ? '' : response.toString('utf8', at, (at += length));
  };
  const brokers = int32();
  if (brokers < 1) throw new Error('the broker has not joined its cluster yet');
  for (let i = 0; i < brokers; i++) {
    int32(); // node id
    string(); // host
    int32(); // port
    string(); // rack
  }
  return string();
}

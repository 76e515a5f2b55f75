import { TOPICS, type ModelEvent } from '@headroom/contracts';
import { decodeJson, OK, type BatchHandler, type Outcome } from '@headroom/messaging';
import type { FollowedAlias } from '../../domain/live/live-rows.ts';
import type { LiveTransaction } from '../../domain/live/live-store.ts';
import { judgeModels, type LivePorts } from './judge-models.ts';

/** Which versions are champion and challenger: what they foresaw before they became so counts too. */
export class FollowAliases {
  readonly #ports: LivePorts;

  constructor(ports: LivePorts) {
    this.#ports = ports;
  }

  readonly handle: BatchHandler = async (messages) => {
    const events: ModelEvent[] = [];
    const outcomes = messages.map((message): Outcome => {
      const decoded = decodeJson(TOPICS.modelsEvents, message);
      if (!decoded.ok) return decoded.rejection;
      events.push(decoded.data);
      return OK;
    });
    await this.#ports.store.transaction(async (tx) => {
      let isNews = false;
      for (const event of events) isNews = (await follow(tx, event)) || isNews;
      if (isNews) await judgeModels(tx, this.#ports, null);
    });
    return outcomes;
  };
}

async function follow(tx: LiveTransaction, event: ModelEvent): Promise<boolean> {
  const { kind, name, version } = event;
  const alias = followedAlias(event.alias);
  if (alias === null || kind === 'version_created') return false;
  const isHolder = (await tx.followed()).some(
    (one) => one.alias === alias && one.name === name && one.version === version,
  );
  if (kind === 'alias_deleted') await tx.unfollow(alias, name, version);
  else if (!isHolder)
    await tx.follow({ alias, name, version, testRelativeMae: event.test_relative_mae ?? null });
  return true;
}

const followedAlias = (alias: string | null): FollowedAlias | null =>
  alias === 'champion' || alias === 'challenger' ? alias : null;

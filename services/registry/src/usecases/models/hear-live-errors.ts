import { TOPICS } from '@headroom/contracts';
import { decodeJson, OK, type BatchHandler, type Outcome } from '@headroom/messaging';
import type { RegistryStore } from '../../domain/registry-store.ts';
import { rollBackChampion } from './roll-back-champion.ts';

export interface HearLiveErrorsOptions {
  readonly store: RegistryStore;
  readonly now: () => number;
  /** `name/version` that was champion, and that is champion again. */
  readonly onRollback: (from: string, to: string) => void;
}

/** What became of predictions: a champion that breaks its bound over all services is rolled back. */
export const hearLiveErrors =
  ({ store, now, onRollback }: HearLiveErrorsOptions): BatchHandler =>
  async (messages) => {
    const outcomes: Outcome[] = [];
    for (const message of messages) {
      const decoded = decodeJson(TOPICS.modelsLiveError, message);
      outcomes.push(decoded.ok ? OK : decoded.rejection);
      if (!decoded.ok) continue;
      const { data } = decoded;
      if (data.state !== 'breached' || data.service_id !== null) continue;
      const target = await rollBackChampion(store, data, now());
      if (target === null) continue;
      const from = `${data.model_name}/${data.model_version}`;
      onRollback(from, `${target.name}/${target.version}`);
    }
    return outcomes;
  };

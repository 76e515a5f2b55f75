import type { Champion, GateReport, ServedVersion, TASKS } from '@headroom/contracts';
import type { z } from 'zod';
import { CHALLENGER, CHAMPION, type ModelVersion } from '../domain/model.ts';
import type { RegistryStore, RegistryTransaction } from '../domain/registry-store.ts';
import { dropAlias, moveAlias } from './models/move-alias.ts';
import { servedHolder, servedVersion, wasGiven } from './models/served-holder.ts';

type Inputs = z.infer<(typeof TASKS.promote_challenger)['inputs']>;
type Outputs = z.infer<(typeof TASKS.promote_challenger)['outputs']>;

/** Who moves aliases for a pipeline. */
const PIPELINE = 'pipeline';

/**
 * promote_challenger: past all gates the challenger becomes champion, if the champion is still the one it was judged against;
 * else it stays challenger. Either way the history tells why. A version is promoted once: a repetition after a rollback
 * does not bring it back.
 */
export class PromoteChallenger {
  readonly #store: RegistryStore;
  readonly #now: () => number;

  constructor(store: RegistryStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  execute({ challenger, champion, gates }: Inputs): Promise<Outputs> {
    return this.#store.transaction(async (tx) => {
      await tx.lockAlias(CHAMPION);
      await tx.lockAlias(CHALLENGER);
      const current = await servedHolder(tx, CHAMPION);
      const target = await tx.version(challenger.name, Number(challenger.version));
      const wasChampion = await wasGiven(tx, CHAMPION, challenger);
      const refusal = wasChampion ? null : refusalOf(gates, champion, current, target);
      const reason = refusal ?? passedText(gates);
      const change = { by: PIPELINE, reason, at: this.#now() };
      if (refusal === null && !wasChampion && target !== null) {
        await moveAlias(tx, CHAMPION, target, change);
        const holder = { name: target.name, alias: CHALLENGER, version: target.version };
        if (await carries(tx, holder)) await dropAlias(tx, holder, target, change);
      } else if (refusal !== null) {
        await keepReason(tx, challenger, change);
      }
      return {
        promoted: refusal === null,
        reason,
        champion: championOf(refusal === null && !wasChampion ? target : current),
      };
    });
  }
}

function refusalOf(
  gates: GateReport,
  judged: ServedVersion | null,
  current: ModelVersion | null,
  target: ModelVersion | null,
): string | null {
  const failed = gates.gates.filter(({ status }) => status === 'failed');
  if (!gates.passed) return `not promoted: ${failed.map(({ message }) => message).join('; ')}`;
  if (target === null) return 'not promoted: the version was deleted since it was judged';
  const isUnchanged =
    judged === null ? current === null : current !== null && isSame(current, judged);
  if (isUnchanged) return null;
  const now = current === null ? 'none' : `${current.name} version ${current.version}`;
  const then = judged === null ? 'none' : `${judged.name} version ${judged.version}`;
  return `not promoted: the champion is ${now} now, it was judged against ${then}`;
}

const passedText = ({ gates }: GateReport): string =>
  `past all gates: ${gates.map(({ message }) => message).join('; ')}`;

const isSame = (
  version: { readonly name: string; readonly version: number },
  other: ServedVersion,
): boolean => version.name === other.name && String(version.version) === other.version;

const carries = async (
  tx: RegistryTransaction,
  holder: { readonly name: string; readonly alias: string; readonly version: number },
): Promise<boolean> =>
  (await tx.holders(holder.alias)).some(
    ({ name, version }) => name === holder.name && version === holder.version,
  );

/** In the history of the alias that it keeps, once. */
async function keepReason(
  tx: RegistryTransaction,
  challenger: ServedVersion,
  change: { readonly by: string; readonly reason: string; readonly at: number },
): Promise<void> {
  const { name, version } = challenger;
  const holder = { name, alias: CHALLENGER, version: Number(version) };
  if (!(await carries(tx, holder))) return;
  if ((await tx.lastReason(name, CHALLENGER)) === change.reason) return;
  await tx.setAlias(holder, change);
}

function championOf(version: ModelVersion | null): Champion | null {
  const served = servedVersion(version);
  if (served === null) return null;
  const { name, version: number, algorithm, run_id } = served;
  return { name, version: number, algorithm, run_id: run_id ?? '' };
}

import type { AlertRaised, LiveError } from '@headroom/contracts';
import { CHAMPION, ROLLED_BACK, type ModelVersion } from '../../domain/model.ts';
import type { RegistryStore } from '../../domain/registry-store.ts';
import { earlierHolder } from './earlier-holder.ts';
import { moveAlias } from './move-alias.ts';
import { servedHolder } from './served-holder.ts';

const RULE = 'models.live-error';
/** Who measures it. */
const DRIFT = 'drift';

/**
 * A champion whose live error has broken its bound gives way to the champion before it, of whatever model, if it is still the
 * champion: told again, or told of a version that is none any more, nothing happens. Alert and history tell the figures.
 * Where there is none to go back to, there is the alert alone.
 */
export function rollBackChampion(
  store: RegistryStore,
  error: LiveError,
  at: number,
): Promise<ModelVersion | null> {
  return store.transaction(async (tx) => {
    await tx.lockAlias(CHAMPION);
    const current = await servedHolder(tx, CHAMPION);
    if (current?.name !== error.model_name || String(current.version) !== error.model_version)
      return null;
    const target = await earlierHolder(tx, await tx.pastServed(CHAMPION), current);
    const what = `${current.name} version ${current.version}`;
    const why = figures(error);
    if (target !== null) {
      const reason = `${ROLLED_BACK} ${current.version} of ${current.name}: ${why}`;
      await moveAlias(tx, CHAMPION, target, { by: DRIFT, reason, at });
    }
    const outcome =
      target === null
        ? 'there is no champion before it to go back to: promote another version'
        : `rolled back to ${target.name} version ${target.version}`;
    await tx.alert(alertOf(error, `${what}: ${why}; ${outcome}`));
    return target;
  });
}

function figures({ relative_mae, bound, rows, window_ms, confidence }: LiveError): string {
  const hours = window_ms / 3_600_000;
  return (
    `live error ${relative_mae?.toFixed(3) ?? 'over any'} × persistence over ${rows} predictions of ${hours} h ` +
    `is over its bound of ${bound.toFixed(3)} (confidence ${((confidence ?? 0) * 100).toFixed(1)} %)`
  );
}

const alertOf = (error: LiveError, message: string): AlertRaised => ({
  id: `${RULE}/${error.model_name}/${error.model_version}/${error.as_of}`,
  rule: RULE,
  severity: 'critical',
  service: 'registry',
  message,
  dag_id: null,
  run_id: null,
  event_time: error.as_of,
  file: null,
});

import { checkAlias, checkNewAlias, isLatest } from '../../../../domain/models/alias-name.ts';
import { checkModelName } from '../../../../domain/models/model-name.ts';
import { versionNumber } from '../../../../domain/models/version-number.ts';
import { deleteAlias, setAlias } from '../../../../usecases/models/change-aliases.ts';
import { call, JsonText, type Call } from '../call.ts';
import { aString, required } from '../checks.ts';
import { string } from '../fields.ts';
import type { ModelApi } from './model-api.ts';

const path = '/mlflow/registered-models/alias';
const checks = { name: [aString, required], alias: [aString, required] };

/** Aliases: names that are moved from version to version. */
export const aliasCalls = ({ read, store, changeOf }: ModelApi): Call[] => [
  call({
    method: 'POST',
    path,
    request: { name: string, alias: string, version: string },
    checks: { ...checks, version: [aString, required] },
    handle: async ({ name, alias, version }, { http }) => {
      checkModelName(name);
      checkNewAlias(alias);
      await setAlias(store, { name, alias, version: versionNumber(version) }, changeOf(http));
      return undefined;
    },
  }),
  call({
    method: 'DELETE',
    path,
    request: { name: string, alias: string },
    checks,
    handle: async ({ name, alias }, { http }) => {
      checkModelName(name);
      checkAlias(alias);
      await deleteAlias(store, { name, alias }, changeOf(http));
      return undefined;
    },
  }),
  call({
    method: 'GET',
    path,
    request: { name: string, alias: string },
    checks,
    handle: async ({ name, alias }) => {
      checkModelName(name);
      checkAlias(alias);
      return new JsonText(
        await (isLatest(alias) ? read.newestVersion(name) : read.versionOfAlias(name, alias)),
      );
    },
  }),
];

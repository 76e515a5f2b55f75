import type { AlertRaised, ModelEvent } from '@headroom/contracts';
import { ROLLED_BACK, type AliasHolder, type ModelVersion } from '../domain/model.ts';
import type { RegistryStore, RegistryTransaction } from '../domain/registry-store.ts';
import type { Run } from '../domain/run.ts';

/** The store's contract in memory, for tests: a failed transaction leaves nothing. */
export class MemoryRegistry implements RegistryStore {
  state = {
    experiments: new Map<string, string>(),
    runs: new Map<string, Run>(),
    lastVersion: new Map<string, number>(),
    versions: [] as ModelVersion[],
    aliases: [] as AliasHolder[],
    history: [] as { name: string; alias: string; version: number | null; reason: string }[],
    alerts: new Map<string, AlertRaised>(),
    events: new Map<string, ModelEvent>(),
  };

  async transaction<T>(work: (tx: RegistryTransaction) => Promise<T>): Promise<T> {
    const before = structuredClone(this.state);
    try {
      return await work(this.#begin());
    } catch (error) {
      this.state = before;
      throw error;
    }
  }

  #begin(): RegistryTransaction {
    const s = this.state;
    const drop = (h: AliasHolder) => {
      s.aliases = s.aliases.filter((a) => a.name !== h.name || a.alias !== h.alias);
    };
    return {
      lockAlias: async () => undefined,
      ensureExperiment: async (name) => {
        const id = s.experiments.get(name) ?? String(s.experiments.size + 1);
        s.experiments.set(name, id);
        return id;
      },
      putRun: async (_, run) => {
        if (!s.runs.has(run.runId)) s.runs.set(run.runId, run);
      },
      ensureModel: async (name) => {
        if (!s.lastVersion.has(name)) s.lastVersion.set(name, 0);
      },
      versionOfRun: async (name, runId) =>
        s.versions.find((v) => v.name === name && v.runId === runId) ?? null,
      createVersion: async (version) => {
        const number = (s.lastVersion.get(version.name) ?? 0) + 1;
        s.lastVersion.set(version.name, number);
        const testRelativeMae =
          s.runs.get(version.runId ?? '')?.metrics['test_relative_mae'] ?? null;
        const created = { ...version, version: number, testRelativeMae };
        s.versions.push(created);
        return created;
      },
      version: async (name, version) =>
        s.versions.find((v) => v.name === name && v.version === version) ?? null,
      holders: async (alias) => s.aliases.filter((a) => a.alias === alias),
      pastServed: async (alias) =>
        s.history
          .flatMap(({ version, reason, ...h }) =>
            h.alias === alias && version !== null
              ? [{ name: h.name, version, isRollback: reason.startsWith(ROLLED_BACK) }]
              : [],
          )
          .toReversed(),
      lastReason: async (name, alias) =>
        s.history.findLast((h) => h.name === name && h.alias === alias)?.reason ?? null,
      setAlias: async (holder, { reason }) => {
        drop(holder);
        s.aliases.push(holder);
        return s.history.push({ ...holder, reason: reason ?? '' });
      },
      deleteAlias: async (holder, { reason }) => {
        drop(holder);
        return s.history.push({ ...holder, version: null, reason: reason ?? '' });
      },
      alert: async (alert) => {
        if (!s.alerts.has(alert.id)) s.alerts.set(alert.id, alert);
      },
      tell: async () => undefined,
      enqueue: async (id, event) => {
        if (!s.events.has(id)) s.events.set(id, event);
      },
    };
  }
}

import type { AliasHolder, PastHolder } from '../model.ts';
import type { RegistryTransaction } from '../registry-store.ts';

/** What clients may do beside what pipelines do. */
export interface ModelTransaction extends RegistryTransaction {
  /** Locks the model until the transaction ends; false when there is none. */
  lockModel(name: string): Promise<boolean>;
  /** The aliases of all versions of a model. */
  aliasesOf(name: string): Promise<AliasHolder[]>;
  /** Its number is kept from being used again, what it said is not. */
  removeVersion(name: string, version: number, now: number): Promise<void>;
  removeModel(name: string): Promise<void>;
  /** False when the new name is taken. */
  renameModel(name: string, newName: string, now: number): Promise<boolean>;
  /** Who was given the alias, the newest first. */
  pastHolders(name: string, alias: string): Promise<PastHolder[]>;
}

export interface ModelStore {
  models<T>(work: (tx: ModelTransaction) => Promise<T>): Promise<T>;
}

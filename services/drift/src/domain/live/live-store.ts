import type { LiveError } from '@headroom/contracts';
import type {
  FollowedAlias,
  FollowedModel,
  HourErrors,
  LevelRow,
  PredictionRow,
} from './live-rows.ts';

/** What one transaction may do. All of it is idempotent by natural keys; transactions come one after the other. */
export interface LiveTransaction {
  /** The newest revision of a bucket stands; what is long out of the window goes. */
  putLevels(rows: readonly LevelRow[], windowMs: number): Promise<void>;
  /** Likewise, for each model version. */
  putPredictions(rows: readonly PredictionRow[]): Promise<void>;
  followed(): Promise<FollowedModel[]>;
  /** What was told of the version before is forgotten: its judgement is told anew. */
  follow(model: FollowedModel): Promise<void>;
  /** If this version still carries the alias. */
  unfollow(alias: FollowedAlias, name: string, version: string): Promise<void>;
  /** Errors by hour, of these services or all, anew from predictions and what came in the window. */
  recount(
    model: FollowedModel,
    services: readonly string[] | null,
    windowMs: number,
  ): Promise<void>;
  hours(model: FollowedModel): Promise<HourErrors[]>;
  /** Judgements of the version that stand. */
  standing(model: FollowedModel): Promise<LiveError[]>;
  keep(judged: readonly LiveError[]): Promise<void>;
  /** Published after the commit. */
  tell(changed: readonly LiveError[]): Promise<void>;
}

export interface LiveStore {
  transaction<T>(work: (tx: LiveTransaction) => Promise<T>): Promise<T>;
}

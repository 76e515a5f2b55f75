import type { LiveError } from '@headroom/contracts';
import type {
  FollowedAlias,
  FollowedModel,
  HourErrors,
  LevelRow,
  PredictionRow,
  Touched,
} from './live-rows.ts';

/** What one transaction may do. All of it is idempotent by natural keys; transactions come one after the other. */
export interface LiveTransaction {
  /** The newest revision of a bucket stands; what is long out of the window goes. */
  putLevels(rows: readonly LevelRow[], windowMs: number): Promise<Touched[]>;
  /** Likewise, for each model version. */
  putPredictions(rows: readonly PredictionRow[]): Promise<Touched[]>;
  followed(): Promise<FollowedModel[]>;
  /** What was told of the version before is forgotten, so that its judgement is told anew; so is who had the alias. */
  follow(model: FollowedModel): Promise<void>;
  /** If this version still carries the alias. */
  unfollow(alias: FollowedAlias, name: string, version: string): Promise<void>;
  /** Errors by hour, of what was touched or of everything, anew from predictions and what came in the window. */
  recount(
    model: FollowedModel,
    touched: readonly Touched[] | null,
    windowMs: number,
  ): Promise<void>;
  /** Of these services, or all, in order of time; and of all together, with service ''. */
  hours(model: FollowedModel, services: readonly string[] | null): Promise<HourErrors[]>;
  totals(model: FollowedModel): Promise<HourErrors[]>;
  /** Judgements of the version that stand: over all services, and of these or of each. */
  standing(model: FollowedModel, services: readonly string[] | null): Promise<LiveError[]>;
  keep(judged: readonly LiveError[]): Promise<void>;
  /** Published after the commit. */
  tell(changed: readonly LiveError[]): Promise<void>;
}

export interface LiveStore {
  transaction<T>(work: (tx: LiveTransaction) => Promise<T>): Promise<T>;
}

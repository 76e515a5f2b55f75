/** What a version's source may refer to. Null for what is not there. */
export interface SourceLookup {
  /** Where a run keeps its artifacts. */
  runLocation(runId: string): Promise<string | null>;
  loggedModel(modelId: string): Promise<LoggedModelPlace | null>;
  /** A version by number, alias, stage, or the newest. @throws RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE */
  registered(uri: {
    readonly name: string;
    readonly version?: string;
    readonly stage?: string;
    readonly alias?: string;
  }): Promise<RegisteredPlace>;
}

export interface LoggedModelPlace {
  readonly location: string;
  readonly sourceRunId: string | null;
}

export interface RegisteredPlace {
  readonly version: number;
  readonly runId: string | null;
  readonly location: string;
  readonly isPrompt: boolean;
}

/** Tells the person waiting what goes on: one line of plain text. */
export type Progress = (line: string) => void;

/** Who asked for something that can take long: hears of its progress and may call it off. */
export interface Caller {
  readonly progress: Progress;
  readonly stopping: AbortSignal;
}

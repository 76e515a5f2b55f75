/** What the reader can mend: printed as one line without a stack. The message names what is wrong and the fix. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

/**
 * Runs `work` whenever it is asked for, never twice at once: what is asked for meanwhile makes one more run after it.
 * An error goes to `failed`; the next request tries again.
 */
export function oneAtATime(
  work: () => Promise<void>,
  failed: (error: unknown) => void,
): { run(): void; idle(): Promise<void> } {
  let running: Promise<void> | null = null;
  let again = false;
  const run = () => {
    if (running !== null) {
      again = true;
      return;
    }
    running = work()
      .catch(failed)
      .then(() => {
        running = null;
        if (!again) return;
        again = false;
        run();
      });
  };
  return { run, idle: async () => running ?? undefined };
}

/** Tells when rows have come in, so that nobody has to ask again and again. */
export interface Arrivals {
  /** @param listener is given the source, or null when any source may have changed. Returns what ends it. */
  subscribe(listener: (source: string | null) => void): () => void;
}

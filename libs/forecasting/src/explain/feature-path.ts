/**
 * The features between a tree's root and a node, each once, and for every size of subset the summed weight of those
 * that get there (Algorithm 2 of Lundberg et al. 2018). One level of entries for each node passed, so that leaving a
 * node undoes nothing.
 */
export class FeaturePath {
  readonly #stride: number;
  readonly #column: Int32Array;
  /** Share of the training rows that pass where the feature is not known. */
  readonly #unknown: Float64Array;
  /** 1 where the row itself passes, else 0. */
  readonly #known: Float64Array;
  readonly #weight: Float64Array;
  readonly #lengths: Int32Array;
  #level = 0;

  constructor(depth: number) {
    this.#stride = depth + 1;
    const size = this.#stride * (depth + 1);
    this.#column = new Int32Array(size);
    this.#unknown = new Float64Array(size);
    this.#known = new Float64Array(size);
    this.#weight = new Float64Array(size);
    this.#lengths = new Int32Array(depth + 1);
    // An entry that belongs to no feature: the empty set gets to the root.
    this.#column[0] = -1;
    this.#unknown[0] = 1;
    this.#known[0] = 1;
    this.#weight[0] = 1;
    this.#lengths[0] = 1;
  }

  /** Goes to a child of a node that asks for the column. False, and no step, where neither row nor training rows do. */
  enter(column: number, share: number, isOwnWay: boolean): boolean {
    const from = this.#level * this.#stride;
    const length = this.#lengths[this.#level] as number;
    const twin = this.#find(column, from, length);
    const unknown = share * (twin < 0 ? 1 : (this.#unknown[twin] as number));
    const known = isOwnWay ? (twin < 0 ? 1 : (this.#known[twin] as number)) : 0;
    if (unknown === 0 && known === 0) return false;
    const to = from + this.#stride;
    this.#column.copyWithin(to, from, from + length);
    this.#unknown.copyWithin(to, from, from + length);
    this.#known.copyWithin(to, from, from + length);
    this.#weight.copyWithin(to, from, from + length);
    this.#level += 1;
    const before = twin < 0 ? length : this.#remove(twin + this.#stride, to, length);
    this.#extend(to, before, column, unknown, known);
    this.#lengths[this.#level] = before + 1;
    return true;
  }

  leave(): void {
    this.#level -= 1;
  }

  /** Adds the share of each feature in the value of the leaf where the path ends. */
  attribute(value: number, phi: Float64Array): void {
    const from = this.#level * this.#stride;
    const length = this.#lengths[this.#level] as number;
    for (let at = from + 1; at < from + length; at++) {
      const known = this.#known[at] as number;
      const unknown = this.#unknown[at] as number;
      const weight = this.#weightWithout(from, length, known, unknown);
      const column = this.#column[at] as number;
      phi[column] = (phi[column] as number) + weight * (known - unknown) * value;
    }
  }

  #find(column: number, from: number, length: number): number {
    for (let at = from + 1; at < from + length; at++) if (this.#column[at] === column) return at;
    return -1;
  }

  #extend(from: number, length: number, column: number, unknown: number, known: number): void {
    const weight = this.#weight;
    this.#column[from + length] = column;
    this.#unknown[from + length] = unknown;
    this.#known[from + length] = known;
    weight[from + length] = 0;
    for (let i = length - 1; i >= 0; i--) {
      const old = weight[from + i] as number;
      const above = weight[from + i + 1] as number;
      weight[from + i + 1] = above + (known * old * (i + 1)) / (length + 1);
      weight[from + i] = (unknown * old * (length - i)) / (length + 1);
    }
  }

  /** Takes an entry out again, as if its feature had never been asked for; returns the new length. */
  #remove(at: number, from: number, length: number): number {
    const weight = this.#weight;
    const known = this.#known[at] as number;
    const unknown = this.#unknown[at] as number;
    const last = length - 1;
    let next = weight[from + last] as number;
    for (let i = last - 1; i >= 0; i--) {
      const old = weight[from + i] as number;
      if (known === 0) weight[from + i] = (old * length) / (unknown * (last - i));
      else {
        const before = (next * length) / ((i + 1) * known);
        weight[from + i] = before;
        next = old - (before * unknown * (last - i)) / length;
      }
    }
    this.#column.copyWithin(at, at + 1, from + length);
    this.#unknown.copyWithin(at, at + 1, from + length);
    this.#known.copyWithin(at, at + 1, from + length);
    return last;
  }

  /** The sum of the weights that `#remove` would leave. */
  #weightWithout(from: number, length: number, known: number, unknown: number): number {
    const weight = this.#weight;
    const last = length - 1;
    let sum = 0;
    if (known === 0) {
      for (let i = 0; i < last; i++)
        sum += ((weight[from + i] as number) * length) / (unknown * (last - i));
      return sum;
    }
    let next = weight[from + last] as number;
    for (let i = last - 1; i >= 0; i--) {
      const before = (next * length) / ((i + 1) * known);
      sum += before;
      next = (weight[from + i] as number) - (before * unknown * (last - i)) / length;
    }
    return sum;
  }
}

import type { Column, ColumnType } from './column.ts';

/** A column that grows row by row, when the number of rows is not known beforehand. */
export class ColumnBuilder {
  readonly name: string;
  readonly type: ColumnType;
  #numbers = new Float64Array(1024);
  #count = 0;
  readonly #strings: (string | null)[] = [];
  readonly #booleans: (boolean | null)[] = [];

  constructor(name: string, type: ColumnType) {
    this.name = name;
    this.type = type;
  }

  addNumber(value: number): void {
    if (this.#count === this.#numbers.length) {
      const larger = new Float64Array(this.#count * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#count++] = value;
  }

  addString(value: string | null): void {
    this.#strings.push(value);
  }

  addBoolean(value: boolean | null): void {
    this.#booleans.push(value);
  }

  finish(): Column {
    const { name, type } = this;
    if (type === 'string') return { name, type, values: this.#strings };
    if (type === 'boolean') return { name, type, values: this.#booleans };
    return { name, type, values: this.#numbers.slice(0, this.#count) };
  }
}

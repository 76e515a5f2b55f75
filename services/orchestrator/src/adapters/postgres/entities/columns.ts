import type { EntitySchemaColumnOptions } from 'typeorm';

type Column = EntitySchemaColumnOptions;

export const text = (name: string): Column => ({ name, type: 'text' });
export const integer = (name: string): Column => ({ name, type: 'integer' });
/** Not jsonb: that refuses the NUL characters which a failing program may print. */
export const json = (name: string): Column => ({ name, type: 'json' });

/** Epoch ms in the domain, a readable time in the table. */
export const time = (name: string): Column => ({
  name,
  type: 'timestamptz',
  precision: 3,
  transformer: {
    to: (ms: unknown) => (typeof ms === 'number' ? new Date(ms) : ms),
    from: (date: Date | null) => date?.getTime() ?? null,
  },
});

export const nullable = (column: Column): Column => ({ ...column, nullable: true });
const key = (column: Column): Column => ({ ...column, primary: true });

export const runKey = { dagId: key(text('dag_id')), runId: key(text('run_id')) };
export const taskKey = {
  ...runKey,
  taskId: key(text('task_id')),
  mapIndex: key(integer('map_index')),
};

/** A closed list, held by the database too. */
export const oneOf = (name: string, column: string, values: readonly string[]) => ({
  name,
  expression: `${column} in (${values.map((value) => `'${value}'`).join(', ')})`,
});

const keyColumns = ['dagId', 'runId', 'taskId', 'mapIndex'];
/** Rows go with the run or the task instance that they belong to. */
export const belongsTo = (name: string, target: 'dag_run' | 'task_instance') => {
  const columnNames = target === 'dag_run' ? keyColumns.slice(0, 2) : keyColumns;
  return {
    name,
    target,
    columnNames,
    referencedColumnNames: columnNames,
    onDelete: 'CASCADE' as const,
  };
};

import { EntitySchema, type EntitySchemaOptions } from 'typeorm';

type Options<T> = { [K in keyof EntitySchemaOptions<T>]: EntitySchemaOptions<T>[K] };

export const entity = <T>(options: Options<T>): EntitySchema<T> => new EntitySchema<T>(options);

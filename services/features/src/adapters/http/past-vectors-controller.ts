import { EntityId, PastVector } from '@headroom/contracts';
import { Route } from '@headroom/service-kit';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { ReadPastVector } from '../../usecases/offline/read-past-vector.ts';

const Service = z.object({ serviceId: EntityId });

const whole = z.coerce.number().int();
const Place = z
  .object({
    bucket_end: whole,
    partition: whole.min(0),
    offset: whole.min(0),
    window_end: whole.optional(),
    window_version: whole.min(0).optional(),
  })
  .refine(
    ({ window_end: end, window_version: version }) =>
      (end === undefined) === (version === undefined),
    {
      path: ['window_version'],
      error: 'goes with window_end; give both or none',
    },
  );

@Controller('api/v1')
export class PastVectorsController {
  readonly #past: ReadPastVector;

  constructor(@Inject(ReadPastVector) past: ReadPastVector) {
    this.#past = past;
  }

  @Get('features/:serviceId/past')
  @Route({
    summary:
      "The feature vector as it was published for a bucket (epoch ms) at a place of workload.validated.v1, computed anew from the records up to it; and a version of its cluster's window",
    params: Service,
    query: Place,
    response: PastVector,
    errors: ['INVALID_REQUEST', 'NOT_FOUND', 'UNAVAILABLE'],
  })
  async one(
    @Param() { serviceId }: z.output<typeof Service>,
    @Query() { bucket_end, partition, offset, window_end, window_version }: z.output<typeof Place>,
  ) {
    return this.#past.read(
      { serviceId, bucketEnd: bucket_end, revision: { partition, offset } },
      window_end === undefined || window_version === undefined
        ? null
        : { end: window_end, version: window_version },
    );
  }
}

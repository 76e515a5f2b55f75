import { MessagingModule, PUBLISHER, type Publisher } from '@headroom/messaging';
import { Module } from '@nestjs/common';
import { RecordsController } from './adapters/http/records-controller.ts';
import { AcceptRecords } from './usecases/accept-records.ts';

@Module({
  imports: [MessagingModule],
  controllers: [RecordsController],
  providers: [
    {
      provide: AcceptRecords,
      inject: [PUBLISHER],
      useFactory: (publisher: Publisher) => new AcceptRecords(publisher),
    },
  ],
})
export class AppModule {}

/** Tells Nest which handlers are ours where an application has more than one transport. */
export const BATCH_TRANSPORT = Symbol('headroom.kafka-batch');

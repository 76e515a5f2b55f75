/** Injection tokens of what MessagingModule provides. */
export const MESSAGE_BUS = Symbol('headroom.message-bus');
export const PUBLISHER = Symbol('headroom.publisher');

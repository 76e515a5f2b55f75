import type { ObjectRef } from '@headroom/contracts';

export interface ModelFiles {
  /**
   * Text of an object whose length and sha256 are what the reference says.
   * @throws NOT_FOUND, INVALID_DATA, or UNAVAILABLE while the store cannot be read
   */
  read(ref: ObjectRef): Promise<string>;
}

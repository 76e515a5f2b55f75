/** A database index takes no key of some kilobytes. */
const MAX_LENGTH = 512;

/**
 * What is wrong with an attribute that becomes a key of what is stored; null: nothing. Without this a foreign producer's
 * id would be refused by the database first, and every message of its batch tried anew one by one.
 */
export function idFault(field: 'ce_id' | 'ce_source', id: string): string | null {
  if (id.length > MAX_LENGTH) {
    return `${field} has ${id.length} characters, allowed are ${MAX_LENGTH}: send a shorter one, such as a UUID or a hash`;
  }
  if (id.includes('\0')) {
    return `${field} ${JSON.stringify(id)} holds a NUL character: send text without it`;
  }
  return null;
}

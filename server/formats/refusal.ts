import type { FileRefusal } from '#domain/document.ts'

/** A file that cannot be taken in, and why. */
export class Unreadable extends Error {
  override name = 'Unreadable'
  reason: FileRefusal
  constructor(reason: FileRefusal) {
    super(reason)
    this.reason = reason
  }
}

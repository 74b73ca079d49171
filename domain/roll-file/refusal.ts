/** Why a file cannot be read as a roll at all. */
export type RollFileRefusal = 'not-text' | 'file-too-large' | 'too-many-lines' | 'line-too-long' | 'no-lines' | 'no-address-column'

/** Thrown where a file turns out to be none. */
export class UnreadableRoll extends Error {
  override name = 'UnreadableRoll'
  reason: RollFileRefusal
  constructor(reason: RollFileRefusal) {
    super(reason)
    this.reason = reason
  }
}

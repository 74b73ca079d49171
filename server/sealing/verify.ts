import { openPoll } from '#domain/sealing/open-poll.ts'
import type { Group } from '#domain/sealing/group.ts'
import { rowsHold } from '#domain/sealing/verify-ballot.ts'

/** Whether the proofs of a ballot hold, in the poll of this manifest. Manifests already opened are kept, the latest used last. */
export function verifying(group: Group, most = 20) {
  const opened = new Map<string, ReturnType<typeof openPoll>>()
  return (manifest: Uint8Array, ballot: Uint8Array): boolean => {
    const name = Buffer.from(manifest).toString('base64')
    const poll = opened.get(name) ?? openPoll(group, manifest)
    opened.delete(name)
    opened.set(name, poll)
    if (opened.size > most) opened.delete(opened.keys().next().value!)
    return rowsHold(poll, ballot)
  }
}

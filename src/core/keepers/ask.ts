// One request to a station, with the time limit that all of them share.
import { MalformedRecord } from '../base/index.ts'
import type { Peer } from '../network/index.ts'

export const ANSWER_MS = 10_000

/**
 * Returns null if the answer is missing or malformed. A malformed one is counted.
 * @param decode throws MalformedRecord
 */
export async function ask<Answer>(
  peer: Peer,
  method: string,
  request: Uint8Array,
  decode: (bytes: Uint8Array) => Answer,
): Promise<Answer | null> {
  const answer = await peer.request(method, request, ANSWER_MS)
  try {
    return answer === null ? null : decode(answer)
  } catch (error) {
    if (!(error instanceof MalformedRecord)) throw error
    peer.countBadAnswer(method, error)
    return null
  }
}

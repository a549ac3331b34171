// One request to a station, with the time limit that all of them share.
// A wrong answer counts as none, so that what was asked is asked again.
import { MalformedRecord } from '../base/index.ts'
import type { Peer } from '../network/index.ts'

export const ANSWER_MS = 10_000

/**
 * Returns null if the answer is missing or malformed. A malformed one is counted.
 * @param decode throws MalformedRecord
 * @param waitMs at most ANSWER_MS
 */
export async function ask<Answer>(
  peer: Peer,
  method: string,
  request: Uint8Array,
  decode: (bytes: Uint8Array) => Answer,
  waitMs = ANSWER_MS,
): Promise<Answer | null> {
  const answer = await peer.request(method, request, Math.min(waitMs, ANSWER_MS))
  try {
    return answer === null ? null : decode(answer)
  } catch (error) {
    if (!(error instanceof MalformedRecord)) throw error
    peer.countBadAnswer(method, error)
    return null
  }
}

/** Sends an order whose answer is one zero byte. True if the station has carried it out. */
export async function order(peer: Peer, method: string, request: Uint8Array): Promise<boolean> {
  return (await ask(peer, method, request, checkDone)) !== null
}

function checkDone(answer: Uint8Array): true {
  if (answer.byteLength !== 1 || answer[0] !== 0) throw new MalformedRecord('not one zero byte')
  return true
}

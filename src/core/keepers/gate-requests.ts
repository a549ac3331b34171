// The requests of a customer to a station about gates. A missing or malformed answer is null.
import {
  decodeGateActAnswer,
  gateNewsForm,
  decodeGatePutAnswer,
  rosterPutAnswerForm,
  encodeGateActs,
  gateForgetForm,
  gateNewsRequestForm,
  gatePutForm,
  rosterPutForm,
  type AnsweredAct,
  type AnsweredPut,
  type GateNews,
  type GateNewsRequest,
  type PutGate,
  type RosterAnswer,
  type RosterPut,
} from '../station-records/index.ts'
import type { Peer } from '../network/index.ts'
import { ask, order } from './ask.ts'

/** @param gates at most `MAX_PUT_GATES` */
export async function requestPut(peer: Peer, gates: readonly PutGate[]): Promise<AnsweredPut[] | null> {
  const answers = await ask(peer, 'gate-put', gatePutForm.encode({ gates }), decodeGatePutAnswer)
  return answers?.length === gates.length ? answers : null
}

/** At most `MAX_ROSTER_CHANGES` of each kind. */
export function requestRoster(peer: Peer, put: RosterPut): Promise<RosterAnswer | null> {
  return ask(
    peer,
    'roster-put',
    rosterPutForm.encode(put),
    (bytes) => rosterPutAnswerForm.decode(bytes).answer,
  )
}

/** @param acts encoded acts, at most `MAX_ACTS` */
export async function requestActs(peer: Peer, acts: readonly Uint8Array[]): Promise<AnsweredAct[] | null> {
  const answers = await ask(peer, 'gate-act', encodeGateActs(acts), decodeGateActAnswer)
  return answers?.length === acts.length ? answers : null
}

/**
 * True if the station has forgotten them.
 * @param handles at most `MAX_FORGOTTEN`
 */
export function requestForget(peer: Peer, handles: readonly Uint8Array[]): Promise<boolean> {
  return order(peer, 'gate-forget', gateForgetForm.encode({ handles }))
}

export function requestNews(peer: Peer, request: GateNewsRequest): Promise<GateNews | null> {
  return ask(peer, 'gate-news', gateNewsRequestForm.encode(request), gateNewsForm.decode)
}

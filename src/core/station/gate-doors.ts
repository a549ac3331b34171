// The requests about gates. What a gate is and decides is in station-gates.ts; here is only who may
// ask. A reader is a stranger with a throw-away key, so that the station does not recognise them.
import { UnknownForm } from '../base/index.ts'
import type { Method, Peer } from '../network/index.ts'
import {
  decodeGateActs,
  gateForgetForm,
  gateHeadRequestForm,
  gateNewsRequestForm,
  gateOpenRequestForm,
  decodeGatePut,
  rosterPutForm,
  gateActAnswerForm,
  gateHeadAnswerForm,
  gateNewsForm,
  gateOpenAnswerForm,
  gatePutAnswerForm,
  rosterPutAnswerForm,
  type ActAnswer,
} from '../station-records/index.ts'
import { DONE, forCustomers, LIST_REQUEST_BYTES, type DoorParts } from './customer-doors.ts'

/** The customer sends it again. */
const NOT_NOW = new Uint8Array(0)
const OPEN_REQUEST_BYTES = 2 * 1024
const NEWER_ACT = new UnknownForm('an act of a newer program')
/** After these answers an act is not passed on: it is nobody's, or it comes again. */
const UNSETTLED: ReadonlySet<ActAnswer> = new Set(['unknown', 'starting'])

/** Registers all requests of this file. */
export function openGateDoors(parts: DoorParts): void {
  const methods = [...customerMethods(parts), actMethod(parts), openMethod(parts), headMethod(parts)]
  for (const method of methods) parts.peers.respond(method)
}

function customerMethods(parts: DoorParts): Method[] {
  const { gates, removals } = parts
  return [
    forCustomers(parts, 'gate-put', async (_peer, { account }, bytes) =>
      gatePutAnswerForm.encode({ answers: await gates.put(account, decodeGatePut(bytes)) }),
    ),
    forCustomers(parts, 'roster-put', async (_peer, { account }, bytes) =>
      rosterPutAnswerForm.encode({ answer: await gates.putRoster(account, rosterPutForm.decode(bytes)) }),
    ),
    forCustomers(parts, 'gate-forget', async ({ device }, { account }, bytes) => {
      const { handles } = gateForgetForm.decode(bytes)
      // One of several devices may be stolen, and take a letter from a reader who has not opened it.
      const waiting = removals.hasOthers(account) ? gates.listUndecided(account, handles) : []
      const others = handles.filter((handle) => !waiting.includes(handle))
      if (!(await gates.forget(account, others))) return NOT_NOW
      if (waiting.length > 0)
        await removals.add(
          ...[account, device],
          waiting.map((handle) => ({ handle })),
        )
      return DONE
    }),
    forCustomers(parts, 'gate-news', async (_peer, { account }, bytes) => {
      const { since, seen } = gateNewsRequestForm.decode(bytes)
      if (seen !== null) await gates.compare(account, seen)
      return gateNewsForm.encode(gates.news(account, since))
    }),
  ]
}

/** Anybody may deliver an act. Only a customer or another station hears what it did. */
function actMethod(parts: DoorParts): Method {
  const { gates, heads, passedOn } = parts
  return {
    ...{ name: 'gate-act', isForStrangers: true, maxRequestBytes: LIST_REQUEST_BYTES },
    async handle(peer, bytes) {
      const { acts, removals } = decodeGateActs(bytes)
      const accounts = removals.length === 0 ? [] : await gates.remove(removals)
      await passedOn.queueRemovals(removals.map((removal, at) => ({ removal, accounts: accounts[at]! })))
      if (acts.includes(null)) parts.badInput.countRefused('gate-act', NEWER_ACT, peer.device)
      const answers = await gates.act(acts)
      const settled = acts.filter((_, at) => !UNSETTLED.has(answers[at]!.answer))
      await passedOn.queueActs(settled.filter((act) => act !== null))
      heads.checkSoon()
      const isHeard = parts.accounts.findByDevice(peer.device) !== null || heads.isCoKeeper(peer.device)
      return isHeard ? gateActAnswerForm.encode({ answers }) : DONE
    },
  }
}

function openMethod({ gates, heads }: DoorParts): Method {
  return {
    ...{ name: 'gate-open', isForStrangers: true, maxRequestBytes: OPEN_REQUEST_BYTES },
    async handle(peer, bytes) {
      const answer = await gates.open(gateOpenRequestForm.decode(bytes), peer.handshakeHash)
      if (answer.status !== 'UNKNOWN') peer.markReader()
      if (answer.status === 'released') heads.checkSoon()
      return gateOpenAnswerForm.encode(answer)
    },
  }
}

function headMethod({ gates, heads }: DoorParts): Method {
  return {
    ...{ name: 'gate-head', isForStrangers: true, maxRequestBytes: LIST_REQUEST_BYTES },
    async handle({ device }: Peer, bytes) {
      if (!heads.isCoKeeper(device)) throw new Error('no station of any customer')
      return gateHeadAnswerForm.encode({
        seen: await gates.answerHeads(device, gateHeadRequestForm.decode(bytes).heads),
      })
    },
  }
}

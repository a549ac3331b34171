// Handlers for phones: the door that they come by, pairing, the list, and what they left behind.
import { equalBytes } from '../../base/index.ts'
import { EngineError } from '../../contract/errors.ts'
import type {
  CallContext,
  Phone,
  PhoneAct,
  PhoneActId,
  PhoneDoor,
  PhoneId,
  WaitingPhone,
} from '../../contract/index.ts'
import { deviceId, hexId, isoTime, isoTimeOrNull, keyOf } from '../../contract-ids.ts'
import { resolveStation } from '../../keepers/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { farPublicKey, formatFarLink, type PhoneActRow, type ShownPhone } from '../../phones/index.ts'
import type { Serving } from '../serving.ts'

/** Makes a call of the contract by its name. */
type InvokeHere = (call: string, input: unknown, context: CallContext) => Promise<unknown>

export function createPhoneHandlers(invokeHere: InvokeHere): Serving<'phones'> {
  return {
    door: describeDoor,
    async setDoor(home, { isOn, station }) {
      await home.phones.setDoor({
        isOn,
        station: isOn ? chooseStation(home, station) : home.phones.door.station,
      })
      return describeDoor(home)
    },
    add: offerLink,
    waiting: ({ phones: { waiting } }): WaitingPhone | null => {
      if (waiting === null) return null
      const { name, browser, expiresAt, isSecond } = waiting
      return { name, browser, expiresAt: isoTime(expiresAt), isSecond }
    },
    confirm: async ({ phones }, { code }) => describePhone(await phones.confirm(code)),
    cancel({ phones }) {
      phones.cancelOffer()
      return null
    },
    list: listPhones,
    async rename(home, { phone, name }) {
      await home.phones.rename(keyOf(phone), name)
      return listPhones(home)
    },
    async revoke(home, { phone }) {
      await home.phones.revoke(keyOf(phone))
      return listPhones(home)
    },
    acts: ({ phones }, { phone }) => phones.acts.list(phones.get(keyOf(phone)).id).map(describeAct),
    async undo({ phones: { acts } }, { act }, { signal }) {
      const id = keyOf(act)
      const taken = acts.find(id)
      if (taken === null) throw new EngineError('NOT_FOUND', 'There is no such act, or it was undone.')
      if (taken.undo === null) throw new EngineError('INVALID', 'This act cannot be undone.')
      // What is gone already was undone by hand.
      await invokeHere(taken.undo.call, taken.undo.input, { signal }).catch((error: unknown) => {
        if (!(error instanceof EngineError) || error.code !== 'NOT_FOUND') throw error
      })
      await acts.markUndone(id)
      return null
    },
    async resetLock(home, { phone }) {
      await home.phones.removeLock(keyOf(phone), null)
      return listPhones(home)
    },
    self: onlyOfPhones,
    challenge: onlyOfPhones,
    unlock: onlyOfPhones,
    setLock: onlyOfPhones,
    reportPage: onlyOfPhones,
    setPush: onlyOfPhones,
    showing: onlyOfPhones,
  }
}

function onlyOfPhones(): never {
  throw new EngineError('INVALID', 'Only a phone can say this about itself.')
}

/** @throws NOT_FOUND, AMBIGUOUS; INVALID if no station serves phones */
function chooseStation({ phones, stations }: OpenHome, named: string | undefined): Uint8Array | null {
  const { joined } = stations
  if (named !== undefined) return resolveStation(joined.list(), named).device
  const { station } = phones.door
  const serving = joined.list().filter(({ usage }) => usage.phones !== null)
  if (station !== null && joined.list().some(({ device }) => equalBytes(device, station))) return station
  if (phones.host !== null && phones.host.origin !== null) return null
  if (serving.length > 1)
    throw new EngineError('AMBIGUOUS', 'Several of your stations serve phones: name one.')
  if (serving[0] === undefined)
    throw new EngineError(
      'INVALID',
      'None of your stations serves phones. Whoever runs it can start it with: fumikura station up --web HOST:PORT',
    )
  return serving[0].device
}

function describeDoor({ phones, stations }: OpenHome): PhoneDoor {
  const { isOn, station } = phones.door
  const joined = stations.joined.list().find(({ device }) => station !== null && equalBytes(device, station))
  const host = joined === undefined ? (phones.host?.origin ?? null) : joined.usage.phones
  const page = phones.host?.seePage() ?? null
  return {
    door: isOn ? 'on' : 'off',
    station: isOn && joined !== undefined ? deviceId(joined.device) : null,
    host: isOn ? host : null,
    page: isOn && page?.host === host ? page : null,
  }
}

/** @throws INVALID, UNREACHABLE */
function offerLink(
  home: OpenHome,
  { name, isReadOnly }: { name?: string | undefined; isReadOnly: boolean },
): { link: string; expiresAt: string } {
  const { phones } = home
  if (phones.host === null)
    throw new EngineError(
      'UNREACHABLE',
      'A phone is paired while Fumikura runs in this home: start it with `fumikura up`.',
    )
  const { door, host } = describeDoor(home)
  const [route, secret] = [phones.routes[0], phones.farSecret]
  if (door === 'off' || route === undefined || secret === null)
    throw new EngineError(
      'INVALID',
      'The door for phones is off. Open it with: fumikura phone door --on STATION',
    )
  if (host === null)
    throw new EngineError('INVALID', 'Nobody serves the page for phones: the station of the door has none.')
  const { token, expiresAt } = phones.offer({ name: name ?? null, isReadOnly })
  const link = formatFarLink({ origin: host, route, homeKey: farPublicKey(secret), token })
  return { link, expiresAt: isoTime(expiresAt) }
}

const listPhones = ({ phones }: OpenHome): Phone[] => phones.list().map(describePhone)

function describePhone(phone: ShownPhone): Phone {
  const { id, name, browser, rights, lock, madeAt, seenAt, seenFrom, push, isOpen } = phone
  return {
    ...{ phone: hexId(id) as PhoneId, name, browser, rights, lock: lock?.kind ?? null },
    ...{ madeAt: isoTime(madeAt), seenAt: isoTimeOrNull(seenAt), via: seenFrom, push: push !== null, isOpen },
  }
}

function describeAct({ id, at, call, about, undo }: PhoneActRow): PhoneAct {
  return { act: hexId(id) as PhoneActId, at: isoTime(at), call, about, canUndo: undo !== null }
}

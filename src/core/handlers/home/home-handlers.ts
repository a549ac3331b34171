// Handlers for the home: the only noun that works in an empty or locked home.
import type { Handlers, HomeStatus } from '../../contract/index.ts'
import { EngineError, isEngineError } from '../../contract/errors.ts'
import type { HomeState } from '../../home-state.ts'
import { findWords, isPhrase, proveWords } from '../../identity/index.ts'
import { countOnlyHere } from './station-handlers.ts'
import { describeStanding } from './standing.ts'
import { deviceId, isoTime, personId } from '../../contract-ids.ts'

export function createHomeHandlers(state: HomeState): Pick<Handlers, 'home'> {
  return {
    home: {
      status: () => describeStatus(state),
      standing: () => describeStanding(state.home),
      async create({ name, passphrase }) {
        const { identity, words } = await state.create(name, passphrase)
        return {
          person: personId(identity.person),
          device: deviceId(identity.device.publicKey),
          name: identity.card.name,
          words,
        }
      },
      async recover({ words, ...how }) {
        const report = await state.recover(words, how).catch(async (error: unknown) => {
          if (!isAskingAgain(error)) await state.received.release(how.backup)
          throw error
        })
        await state.received.clear()
        const { identity } = state.home.parts
        return {
          person: personId(identity.person),
          device: deviceId(identity.device.publicKey),
          name: identity.card.name,
          report,
        }
      },
      isPhrase: ({ words }) => isPhrase(words),
      recovery: () => Promise.resolve(state.recovery),
      async unlock({ passphrase }) {
        await state.unlock(passphrase)
        return describeStatus(state)
      },
      async retry() {
        await state.retry()
        return describeStatus(state)
      },
      async checkPassphrase({ passphrase }) {
        await state.checkPassphrase(passphrase)
        return null
      },
      async words() {
        const words = findWords(state.home.parts.ledger)
        if (words === null)
          throw new EngineError('NOT_FOUND', 'The words were proven and are not kept here any more.')
        return words
      },
      async proveWords({ answers }) {
        await proveWords(state.home.parts.ledger, answers)
        return describeStatus(state)
      },
      async setPassphrase({ passphrase }) {
        await state.setPassphrase(passphrase)
        return describeStatus(state)
      },
      async acceptClock() {
        await state.home.parts.clockGuard.acceptClock()
        return { acceptedAt: isoTime(state.home.parts.clock.now()) }
      },
    },
  }
}

async function describeStatus(state: HomeState): Promise<HomeStatus> {
  const keyring = state.file?.keyring.kind ?? null
  if (!state.isOpen) {
    return {
      state: describeClosed(state),
      person: null,
      name: null,
      wordsProven: null,
      keyring,
      ...(state.problem === null ? {} : { problem: state.problem }),
    }
  }
  const { identity, ledger, clockGuard } = state.home.parts
  const onlyHere = await countOnlyHere(state.home)
  const lostStations = state.home.stations.joined.list().filter(({ isCustomer }) => !isCustomer).length
  return {
    ...(onlyHere === null ? {} : { onlyHere }),
    ...(lostStations === 0 ? {} : { lostStations }),
    state: 'open',
    person: personId(identity.person),
    name: identity.card.name,
    wordsProven: findWords(ledger) === null,
    keyring,
    now: isoTime(clockGuard.read().now),
  }
}

/**
 * True if the same uploaded file will be read again, with a passphrase. The caller then keeps the
 * file, so that nobody uploads it twice.
 */
const isAskingAgain = (error: unknown): boolean =>
  isEngineError(error, 'BACKUP_LOCKED') || isEngineError(error, 'BAD_BACKUP_PASSPHRASE')

function describeClosed({ problem, isLocked }: HomeState): 'failing' | 'locked' | 'empty' {
  if (problem !== null) return 'failing'
  return isLocked ? 'locked' : 'empty'
}

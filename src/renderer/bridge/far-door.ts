// Connects a phone to its home through a relay that can read nothing. The same contract as every door;
// only the way differs.
import type { EventMark, FarAnswer, Tunnel } from '../../core/contract/tunnel.ts'
import { dialFar } from '../../core/contract/tunnel-handshake.ts'
import { Refused, type Dial } from './connection.ts'
import { forgetHome, readHome, type FarHome } from './far-home.ts'
import { openFarLink } from './far-socket.ts'

/** A phone that was in a pocket has often lost its link without knowing. */
const WAKE_PATIENCE_MS = 1500
const PING_EVERY_MS = 10_000
const PING_PATIENCE_MS = 5000

/**
 * `asleep`: the relay answers and the home does not. `offline`: nothing answers. `update`: this page
 * is too old for the home. `changed`: the home does not know what the host of this page serves.
 */
export type FarStanding = 'reaching' | 'online' | 'asleep' | 'offline' | 'update' | 'changed'

export interface FarDoor {
  dial: Dial
  /** The tunnel to the home; null while there is none. */
  tunnel(): Tunnel | null
  onStanding(listener: (standing: FarStanding) => void): void
  /** Ends the tunnel for good: this page may not be what it says. */
  distrust(): void
}

type KnownAnswer = Extract<FarAnswer, { kind: 'known' | 'pair' }>

/** @param paired the tunnel in which this phone was paired just now */
export function createFarDoor(page: Window, paired: Tunnel | null): FarDoor {
  let current: Tunnel | null = null
  let given = paired
  let isDistrusted = false
  /** The last event that this page has had. */
  let mark: EventMark | undefined
  const listeners = new Set<(standing: FarStanding) => void>()
  const tell = (standing: FarStanding): void => listeners.forEach((listener) => listener(standing))

  async function open(home: FarHome): Promise<{ tunnel: Tunnel; answer: KnownAnswer }> {
    tell('reaching')
    const link = await openFarLink(home.relay, home.route).catch(async (error: unknown) => {
      tell((await answers(page)) ? 'asleep' : 'offline')
      throw error
    })
    const { tunnel, answer } = await dialFar(link, {
      key: home.key,
      homeKey: home.homeKey,
      route: home.route,
      clock: { monotonicMs: () => performance.now() },
      hello: { version: 1, calls: [], ...(mark && { resume: mark }) },
    }).catch((error: unknown) => {
      tell('asleep')
      throw error
    })
    if (answer.kind === 'known') return { tunnel, answer: { ...answer, kind: 'known' } }
    tunnel.close('refused')
    const why = answer.kind === 'refused' ? answer.why : 'unknown'
    if (why === 'update') tell('update')
    else await forgetHome(why)
    throw new Refused(why)
  }

  async function check(patienceMs: number): Promise<void> {
    const checked = current
    if (checked === null || page.document.visibilityState === 'hidden') return
    if (!(await checked.ping(patienceMs)) && checked === current) checked.close('no answer')
  }

  page.document.addEventListener('visibilitychange', () => void check(WAKE_PATIENCE_MS))
  page.addEventListener('pageshow', () => void check(WAKE_PATIENCE_MS))
  page.setInterval(() => void check(PING_PATIENCE_MS), PING_EVERY_MS)

  return {
    async dial() {
      if (isDistrusted) throw new Refused('changed')
      const home = await readHome()
      if (home === null) throw new Refused('not paired')
      const { tunnel, answer } = given === null ? await open(home) : { tunnel: given, answer: null }
      given = null
      current = tunnel
      tunnel.onClose(() => {
        if (current === tunnel) current = null
      })
      tell('online')
      const resumed = answer?.resumed
      mark = resumed && { run: resumed.run, event: resumed.event }
      return {
        ...tunnel.channel,
        continues: resumed !== undefined && resumed.how !== 'reread',
        received(event) {
          if (mark !== undefined) mark = { ...mark, event }
        },
      }
    },
    tunnel: () => current,
    distrust() {
      isDistrusted = true
      current?.close('the page was changed')
      tell('changed')
    },
    onStanding: (listener) => void listeners.add(listener),
  }
}

/** True if the network is there: whoever serves the page answers. */
async function answers(page: Window): Promise<boolean> {
  if (!page.navigator.onLine) return false
  return fetch('/', { method: 'HEAD', cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  )
}

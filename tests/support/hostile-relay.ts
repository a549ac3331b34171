// A relay between a phone and its home that drops, repeats, moves, changes and invents messages, and
// a life of calls and a download over it.
import { createClient } from '../../src/core/contract/index.ts'
import type { EngineError } from '../../src/core/contract/index.ts'
import { serveContract } from '../../src/core/contract/server.ts'
import { createFakeEngine } from '../contract/fake-engine.ts'
import { KNOWN, makeLinks, openTunnel, type FarKeys, type Relay } from './memory-links.ts'

const CALLS = 6
const FILE = new Uint8Array(150_000).map((_, at) => at * 7)
const MISDEEDS = ['drop', 'repeat', 'swap', 'flip', 'shorten', 'invent', 'cut'] as const

/** After a misdeed, a line on which nothing moves is cut, as a silent link is. */
const SILENT_MS = 40

export interface Life {
  /** What a call or the download gave: `right`, `ended` with the tunnel, or anything else. */
  results: string[]
  misdeeds: number
}

/** Plays one life. The same seed gives the same misdeeds. */
export async function liveWithHostileRelay(keys: FarKeys, seed: number): Promise<Life> {
  const draw = makeDraw(seed)
  let misdeeds = 0
  const quiet = { timer: setTimeout(() => undefined, 0) }
  const makeRelay = (): Relay => {
    let held: Uint8Array | null = null
    return (message, pass) => {
      clearTimeout(quiet.timer)
      quiet.timer = setTimeout(() => misdeeds > 0 && links.cut(), SILENT_MS)
      const swapped = held
      held = null
      const misdeed = draw(25) === 0 ? MISDEEDS[draw(MISDEEDS.length)]! : null
      if (misdeed !== null) misdeeds++
      const changed = Uint8Array.from(message)
      if (misdeed === 'cut') return links.cut()
      if (misdeed === 'swap') held = message
      if (misdeed === 'invent') pass(randomBytes(draw(200) * draw(300), draw))
      if (misdeed === 'repeat') pass(message)
      if (misdeed === 'flip') changed[draw(changed.length)]! ^= 1 << draw(8)
      if (misdeed === 'shorten') pass(changed.subarray(0, draw(changed.length)))
      else if (misdeed !== 'drop' && misdeed !== 'swap') pass(changed)
      if (swapped !== null) pass(swapped)
    }
  }
  const links = makeLinks({ up: makeRelay(), down: makeRelay() })
  const results = await live(keys, links).catch(() => ['ended'])
  clearTimeout(quiet.timer)
  links.cut()
  return { results, misdeeds }
}

async function live(keys: FarKeys, links: ReturnType<typeof makeLinks>): Promise<string[]> {
  const engine = createFakeEngine({ templates: { list: async () => [] } })
  const ended = new Promise<never>((_, reject) => links.phone.onClose(() => reject(new Error('cut'))))
  const opening = openTunnel(keys, links, {
    answer: KNOWN,
    onAccepted({ tunnel }) {
      serveContract(tunnel.channel, engine.handlers, engine.log)
      tunnel.onOpen((_head, stream) => {
        stream.answer(200, {})
        stream.write(FILE).then(
          () => stream.end(),
          () => undefined,
        )
      })
    },
  })
  const { near } = await Promise.race([opening, ended])
  const { api } = createClient(near.channel)
  const calls = Array.from({ length: CALLS }, () =>
    api.templates.list().then(
      (templates) => (templates.length === 0 ? 'right' : 'another answer'),
      (error: unknown) => {
        const { code } = error as EngineError
        return code === 'UNREACHABLE' ? 'ended' : code
      },
    ),
  )
  return Promise.all([...calls, download(near)])
}

function download(near: Awaited<ReturnType<typeof openTunnel>>['near']): Promise<string> {
  const stream = near.open({ method: 'GET', path: '/file/a', headers: {} })
  const pieces: Uint8Array[] = []
  return new Promise((resolve) => {
    stream.onData((bytes) => {
      pieces.push(bytes)
      stream.took(bytes.length)
    })
    stream.onEnd(() => resolve(Buffer.compare(Buffer.concat(pieces), FILE) === 0 ? 'right' : 'another file'))
    stream.onReset(() => resolve('ended'))
  })
}

type Draw = (below: number) => number

/** Numbers from a seed (mulberry32). */
export function makeDraw(seed: number): Draw {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

export const randomBytes = (length: number, draw: Draw): Uint8Array =>
  Uint8Array.from({ length }, () => draw(256))

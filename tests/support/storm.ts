// Weather on a network: seeded delays, cuts and pauses for as long as a test lets it blow.
// One seed is one sequence of choices; what they meet depends on the machine's own timing.
import type { MemoryNetwork } from './memory-network.ts'
import { seededRandom } from './link.ts'

export interface Weather {
  /** Longest delay of one write, in milliseconds. */
  maxDelayMs: number
  /** Longest time between two events. */
  maxCalmMs: number
  maxPauseMs: number
}

/** Blows until the returned function is called; then the network is calm, whole and fast again. */
export function startStorm(network: MemoryNetwork, seed: number, weather: Weather): () => Promise<void> {
  const random = seededRandom(seed)
  const { maxDelayMs, maxCalmMs, maxPauseMs } = weather
  let isBlowing = true
  network.delay(() => random() * maxDelayMs)
  const blow = async (): Promise<void> => {
    while (isBlowing) {
      await sleep(random() * maxCalmMs)
      if (random() < 0.5) network.cutAll()
      else await hold(network, random() * maxPauseMs)
    }
  }
  const blowing = blow()
  return async () => {
    isBlowing = false
    await blowing
    network.delay(0)
  }
}

async function hold(network: MemoryNetwork, ms: number): Promise<void> {
  network.pause()
  await sleep(ms)
  network.resume()
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

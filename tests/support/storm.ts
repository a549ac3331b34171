// Bad weather on a network: seeded random delays, cuts and pauses until a test stops them.
// One seed gives one sequence of events; what they interrupt depends on the machine's timing.
import type { MemoryNetwork } from './memory-network.ts'
import { seededRandom } from './link.ts'

export interface Weather {
  /** Longest delay of one write, in milliseconds. */
  maxDelayMs: number
  /** Longest time between two events. */
  maxCalmMs: number
  maxPauseMs: number
}

/** Starts the events. The returned function ends them and restores the network. */
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

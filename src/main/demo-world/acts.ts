// Plays the acts of a story in order of time. At a terminal, it prints what each act cost.
import type { Cast } from './cast.ts'
import { Meter } from './meter.ts'
import type { Transcript } from './transcript.ts'

export interface Act {
  /** How long ago the act happened, in ms. */
  ago: number
  title: string
  play(cast: Cast): Promise<unknown>
  /** True if people go away in it, which takes seconds. It is left out while a visitor waits. */
  isOnlyTold?: boolean
  /** What e-mail servers would have transferred. It is a calculation, not a measurement. */
  email?: string
}

/** In the order of time. */
function listActs(acts: Act[], isTold: boolean): Act[] {
  return acts.filter(({ isOnlyTold }) => isTold || isOnlyTold !== true).toSorted((a, b) => b.ago - a.ago)
}

/**
 * Each act happens at its time; afterwards the clock shows the real time.
 * @throws the error of the first act that fails
 */
export async function playActs(cast: Cast, acts: Act[], transcript: Transcript | null = null): Promise<void> {
  const meter = new Meter([cast.alice, cast.bob, cast.carol, cast.haruko])
  for (const [at, act] of listActs(acts, transcript !== null).entries()) {
    cast.clock.passUntil(act.ago)
    if (transcript === null) await act.play(cast)
    else await tell(at + 1, act, cast, meter, transcript)
  }
  cast.clock.passUntil(0)
}

async function tell(
  number: number,
  act: Act,
  cast: Cast,
  meter: Meter,
  transcript: Transcript,
): Promise<void> {
  transcript.step(number, act.title)
  await meter.begin()
  try {
    await act.play(cast)
  } catch (error) {
    transcript.failed(act.title)
    throw error
  }
  transcript.cost(await meter.end())
  if (act.email !== undefined) transcript.note('e-mail', act.email)
}

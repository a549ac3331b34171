// The steps of the demo, in order: from strangers to a thread, and on to groups, public posts,
// notes and stations.
// The meter measures each step from rest to rest; the first failed step ends the story.
import type { RefText } from '../../core/contract/index.ts'
import { Meter } from './meter.ts'
import { Scene, StepFailed, type Step } from './scene.ts'
import { hold, recallInTime, recallTooLate, schedule } from './steps/author-acts.ts'
import { makeGroup, postToGroup, publish, writeNote } from './steps/audiences.ts'
import { accept, open, reply, send, thread } from './steps/letters.ts'
import { knock, pairByInvite } from './steps/meeting.ts'
import { openLarge, openWithoutAuthor, sendLarge } from './steps/reach.ts'
import { joinStations, openWhileAway, recallAndGo } from './steps/stations.ts'
import type { Transcript } from './transcript.ts'
import type { World } from './world.ts'

const STEPS: Step[] = [
  pairByInvite,
  knock,
  send,
  open,
  accept,
  reply,
  thread,
  hold,
  recallInTime,
  recallTooLate,
  schedule,
  sendLarge,
  openLarge,
  openWithoutAuthor,
  makeGroup,
  postToGroup,
  publish,
  writeNote,
  joinStations,
  openWhileAway,
  recallAndGo,
]

/** Plays every step. Returns how many succeeded, and the failed one or null. */
export async function playStory(
  world: World,
  transcript: Transcript,
  steps: Step[] = STEPS,
): Promise<{ played: number; failed: Step | null }> {
  const meter = new Meter(world.all)
  const letters = new Map<string, RefText>()
  for (const [at, step] of steps.entries()) {
    transcript.step(at + 1, step.title)
    const scene = new Scene(world, transcript, letters)
    try {
      await meter.begin()
      await step.play(scene)
      transcript.cost(await meter.end())
      if (scene.mailSentence !== null) transcript.note('e-mail', scene.mailSentence)
    } catch (error) {
      transcript.failed(describe(error))
      return { played: at, failed: step }
    }
  }
  return { played: steps.length, failed: null }
}

/** For a failed check its sentence is enough; for an error in the demo itself, print the stack. */
function describe(error: unknown): string {
  if (error instanceof StepFailed) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

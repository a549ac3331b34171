// The story of the demo, from strangers to a thread and on to groups, the public and oneself, in the order in which it is played.
// Each step is measured from rest to rest; the first that fails ends it.
import type { RefText } from '../../core/contract/index.ts'
import { Meter } from './meter.ts'
import { Scene, StepFailed, type Step } from './scene.ts'
import { hold, recallInTime, recallTooLate, schedule } from './steps/author-acts.ts'
import { makeGroup, postToGroup, publish, writeNote } from './steps/audiences.ts'
import { accept, open, reply, send, thread } from './steps/letters.ts'
import { knock, pairByInvite } from './steps/meeting.ts'
import { openLarge, openWithoutAuthor, sendLarge } from './steps/reach.ts'
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
]

/** Plays every step. Gives how many did what they should, and the one that did not. */
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

/** A sentence of the story that does not hold is enough; for a part of the demo that broke, the place is needed. */
function describe(error: unknown): string {
  if (error instanceof StepFailed) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

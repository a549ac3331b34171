// What a control needs before a press: a call of the engine. On a phone whose home does not answer, the
// control is grey and says why. Without a page that knows it, every call can be made.
import { getContext, setContext } from 'svelte'
import type { CallName } from '../../core/contract/index.ts'

/** `home`: some call of the engine. */
export type Need = CallName | 'home'

export interface Needs {
  /** Why this call cannot be made now; null if it can. Reactive. */
  whyNot(need: Need | null | undefined): string | null
  /** Says it, where a finger finds no tooltip. */
  say(why: string): void
}

const KEY = Symbol('needs')
const NOTHING: Needs = { whyNot: () => null, say: () => undefined }

export function provideNeeds(needs: Needs): void {
  setContext(KEY, needs)
}

export function findNeeds(): Needs {
  return getContext<Needs | undefined>(KEY) ?? NOTHING
}

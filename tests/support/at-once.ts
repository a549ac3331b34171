// Seals and opens objects at once. The engine does it in turns.
import type { SealedObject } from '../../src/core/seal/index.ts'
import { openingSteps, type SealedParts } from '../../src/core/seal/object-opener.ts'
import {
  sealingSteps,
  type ObjectSealer,
  createObjectSealer,
  type Author,
} from '../../src/core/seal/object-sealer.ts'

function atOnce<T>(steps: Iterator<unknown, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

export function sealWith(sealer: ObjectSealer, plaintext: Uint8Array): SealedObject {
  return atOnce(sealingSteps(sealer, plaintext))
}

export function sealAtOnce(author: Author, plaintext: Uint8Array): SealedObject {
  return sealWith(createObjectSealer(author, plaintext.byteLength), plaintext)
}

export function openAtOnce(sealed: SealedParts): Uint8Array {
  return atOnce(openingSteps(sealed))
}

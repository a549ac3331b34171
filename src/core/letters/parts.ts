// The parts that letters work with: those of delivery, and the letter index.
import type { DeliveryParts } from '../delivery/index.ts'
import type { LetterIndex } from '../views/index.ts'

export interface LetterParts extends DeliveryParts {
  index: LetterIndex
}

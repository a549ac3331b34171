// What letters stand on: delivery, and the index of what is listed.
import type { DeliveryParts } from '../delivery/index.ts'
import type { LetterIndex } from '../views/index.ts'

export interface LetterParts extends DeliveryParts {
  index: LetterIndex
}

// The sentences of compose, in Japanese.
import type { compose as english } from '../en/compose.ts'

export const compose: typeof english = {}

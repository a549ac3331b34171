// The sentences of letter, in Japanese.
import type { letter as english } from '../en/letter.ts'

export const letter: typeof english = {}

// The sentences of people, in Japanese.
import type { people as english } from '../en/people.ts'

export const people: typeof english = {}

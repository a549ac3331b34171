// The sentences of author, in Japanese.
import type { author as english } from '../en/author.ts'

export const author: typeof english = {}

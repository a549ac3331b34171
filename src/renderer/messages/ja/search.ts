// The sentences of search, in Japanese.
import type { search as english } from '../en/search.ts'

export const search: typeof english = {}

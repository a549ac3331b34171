// The sentences of inbox, in Japanese.
import type { inbox as english } from '../en/inbox.ts'

export const inbox: typeof english = {}

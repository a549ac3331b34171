// The sentences of diagnostics, in Japanese.
import type { diagnostics as english } from '../en/diagnostics.ts'

export const diagnostics: typeof english = {}

// Compares a refusal by its code, never by its text.
import { expect } from 'vitest'

export const refused = (code: string): unknown => expect.objectContaining({ code })

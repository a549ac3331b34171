// What a refusal is compared with: its code, never its text.
import { expect } from 'vitest'

export const refused = (code: string): unknown => expect.objectContaining({ code })

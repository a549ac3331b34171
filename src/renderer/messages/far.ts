// The sentences that only a phone needs, whose page is an entry of its own.
import type { Messages } from './en/index.ts'
import { phone } from './en/phone.ts'
import { addEnglish, f, m as first } from './messages.svelte.ts'

addEnglish({ phone })
// From here on the table has both parts.
const m = first as Pick<Messages, 'phone'> & typeof first
export { f, m }

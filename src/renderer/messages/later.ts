// The sentences of panes that load later. Only such panes import this file, and then read all
// sentences here; an import at the start of the page would make the start larger.
import type { Messages } from './en/index.ts'
import * as later from './en/later.ts'
import { addEnglish, f, m as first } from './messages.svelte.ts'

addEnglish(later)
// From here on the table has both parts.
const m = first as Messages
export { f, m }

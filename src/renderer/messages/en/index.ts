// Every sentence of the app in English, one namespace per noun. The other languages have its type.
// A sentence says what happens to the reader, in the order it happens, and what to do next: active,
// short, present tense. ja/index.ts lists the words for each thing in both languages.
import * as first from './first.ts'
import * as later from './later.ts'
import { phone } from './phone.ts'

export const en = { ...first, ...later, phone }
export type Messages = typeof en

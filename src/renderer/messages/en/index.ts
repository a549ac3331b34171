// Every sentence of the app in English, one namespace per noun. Its type is what the other languages must satisfy.
// It says what happens to the reader, in the order it happens, and what to do next: active, short, present tense.
// The words for each thing, in both languages, are in ja/index.ts.
import * as en from './all.ts'

export { en }
export type Messages = typeof en

// Every act of a trial: one function for each rule that is broken, and for the honest acts in
// between. Mallory's objects are well sealed, because she has the keys; her requests are well
// signed, unless that is the rule she breaks.
import type { Random } from '../random.ts'
import { askingDeeds } from './asking-deeds.ts'
import { authorDeeds } from './author-deeds.ts'
import { deviceDeeds } from './device-deeds.ts'
import { honestDeeds } from './honest-deeds.ts'
import { noticeDeeds } from './notice-deeds.ts'
import type { Victims } from './victims.ts'
import { wordDeeds } from './word-deeds.ts'

export type Deed = (victims: Victims, random: Random) => Promise<void>

/** Each happens once in this order, then at random. Honest acts first make letters to attack. */
export const deeds: Record<string, Deed> = {
  ...honestDeeds,
  ...noticeDeeds,
  ...wordDeeds,
  ...askingDeeds,
  ...deviceDeeds,
  ...authorDeeds,
}

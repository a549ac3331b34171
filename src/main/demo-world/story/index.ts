// The story of the demo world: the events before a visitor arrives, and how the characters act
// afterwards.
import type { Act } from '../acts.ts'
import { garden } from './garden.ts'
import { kitchen } from './kitchen.ts'
import { meeting } from './meeting.ts'
import { reach } from './reach.ts'
import { reading } from './reading.ts'
import { stations } from './stations.ts'
import { street } from './street.ts'

export { answerAsBob, answerAsCarol, greetAsHaruko } from './answers.ts'

export const STORY: Act[] = [...meeting, ...garden, ...reading, ...kitchen, ...reach, ...street, ...stations]

/** When the story began, before the visit. */
export const BEGAN_AGO = Math.max(...STORY.map(({ ago }) => ago)) + 60_000

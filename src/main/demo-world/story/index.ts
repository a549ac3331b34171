// The story of the demo world: the events before a visitor arrives, and how the characters act
// afterwards.
import type { Act } from '../cast.ts'
import { garden } from './garden.ts'
import { kitchen } from './kitchen.ts'
import { reading } from './reading.ts'
import { street } from './street.ts'

export { answerAsBob, answerAsCarol, greetAsHaruko } from './answers.ts'

export const STORY: Act[] = [...garden, ...reading, ...kitchen, ...street]

/** When the three met, before the visit. */
export const BEGAN_AGO = Math.max(...STORY.map(({ ago }) => ago)) + 60_000

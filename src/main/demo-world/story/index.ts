// The story of the demo world: what has happened before a visitor comes, and how those who live there go on with it.
import type { Act } from '../cast.ts'
import { garden } from './garden.ts'
import { kitchen } from './kitchen.ts'
import { reading } from './reading.ts'

export { answerAsBob, answerAsCarol, greetAsHaruko } from './answers.ts'

export const STORY: Act[] = [...garden, ...reading, ...kitchen]

/** When the three met. */
export const BEGAN_AGO = Math.max(...STORY.map(({ ago }) => ago)) + 60_000

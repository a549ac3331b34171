// The entry of every web test: `test` with a seat for people to sit at, and the world they live in.
export { expect, test } from './seat.ts'
export { Person, World, type Name } from './world.ts'

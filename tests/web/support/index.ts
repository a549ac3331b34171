// The entry of every web test: `test` with the fixture `sit`, and the world of the test.
export { expect, test } from './seat.ts'
export { Person, World, type Name } from './world.ts'

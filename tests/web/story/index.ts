// The whole story of a letter, and the hands that can act it out.
export { atBrowsers, gather, type StorySeat } from './cast.ts'
export { KeyboardHand } from './keyboard-hand.ts'
export { Keys } from './keys.ts'
export { MouseHand } from './mouse-hand.ts'
export { STORY } from './scenes.ts'

// acts: what a phone did that stays without it.
export { undoBy, type KeptAct } from './act-rule.ts'
export { keepActs } from './keep-acts.ts'

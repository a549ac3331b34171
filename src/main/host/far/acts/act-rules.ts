// What becomes of each call that a phone may make. The type has each of them once.
import type { ActRules } from './act-rule.ts'
import { fileActs } from './file-acts.ts'
import { groupActs } from './group-acts.ts'
import { letterActs } from './letter-acts.ts'
import { orderActs } from './order-acts.ts'
import { peopleActs } from './people-acts.ts'

export const ACT_RULES: ActRules = { ...letterActs, ...peopleActs, ...groupActs, ...fileActs, ...orderActs }

// What of a letter a template keeps.
import { expect, it } from 'vitest'
import { templateOf } from '../../../src/renderer/compose/template-content.ts'
import { BLANK } from '../../../src/renderer/state/letter-content.ts'

it('pictures leave the text with their files, and a signature with its letter', () => {
  const text = 'Dear all,\n\n![](attached:1)\n\nsee you ![the pier](attached:2) there.\n\nEmi'
  const kept = templateOf({ ...BLANK, subject: 'Walk', text, unwritten: '\n\nEmi' })
  expect(kept).toMatchObject({ name: 'Walk', text: 'Dear all,\n\nsee you  there.' })
})

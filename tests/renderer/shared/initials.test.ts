// The letters and the colour of a person without a picture.
import { expect, it } from 'vitest'
import { faceOf, initialsOf } from '../../../src/renderer/shared/initials.ts'

it.each([
  ['Chiyo Mori', 'CM'],
  ['Ana Maria dos Reis', 'AR'],
  ['mallory', 'M'],
  ['春日 千代', '春'],
  ['フォークト・レナ', 'フ'],
  ['  "Ben"  ', 'B'],
  ['!?', '?'],
  ['𝒜da', '𝒜'],
])('%s is shown as %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})

it('one person always has the same face, and different people have different ones', () => {
  const faces = Array.from({ length: 64 }, (_, at) => faceOf(`person-${at}`))
  expect(faceOf('person-7')).toBe(faces[7])
  expect(new Set(faces).size).toBe(8)
})

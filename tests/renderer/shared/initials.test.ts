// The letters and the colour of a person without a picture.
import { expect, it } from 'vitest'
import { chooseFaces, faceOf, initialsOf } from '../../../src/renderer/shared/initials.ts'

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

it('people have different colours while there are enough, and later ones change no earlier colour', () => {
  const ids = Array.from({ length: 20 }, (_, at) => `person-${at}`)
  const faces = chooseFaces(ids)
  for (const start of [0, 8])
    expect(new Set(ids.slice(start, start + 8).map((id) => faces.get(id))).size).toBe(8)
  for (const count of [1, 5, 13])
    expect([...chooseFaces(ids.slice(0, count))]).toEqual([...faces].slice(0, count))
  expect(faces.get(ids[0]!)).toBe(faceOf(ids[0]!))
})

// Texts that reach people outside the page name its fields and buttons as the page does.
import { expect, it } from 'vitest'
import { WORDS } from '../../../src/main/site/site-words.ts'
import { en } from '../../../src/renderer/messages/en/index.ts'
import { ja } from '../../../src/renderer/messages/ja/index.ts'
import { invitationText } from '../../../src/text/invitation.ts'

const named = (text: string): string[] => [...text.matchAll(/[“「]([^”」]+)[”」]/gu)].map(([, name]) => name!)

const textOf = (language: 'en' | 'ja'): string =>
  invitationText(language, {
    name: 'Yuki',
    words: '',
    link: 'fumikura://invite/y',
    page: null,
    until: '',
    people: 1,
  })

it('the page of an invitation says where to paste its link', () => {
  for (const [words, texts] of [
    [WORDS.ja, ja],
    [WORDS.en, en],
  ] as const)
    expect(named(words.invite.paste)).toEqual([texts.firstRun.acceptLabel, texts.people.linkLabel])
})

it('the text of an invitation names the way to the field', () => {
  expect(named(textOf('ja'))).toEqual([ja.people.title, ja.people.invite, ja.people.link])
  expect(named(textOf('en'))).toEqual([en.people.link])
  expect(textOf('en')).toContain(`Open ${en.people.title}, choose ${en.people.invite},`)
})

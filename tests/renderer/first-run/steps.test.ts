// The first steps: a name, the words, and three of them proven or postponed.
import { screen, waitFor } from '@testing-library/svelte'
import { tick } from 'svelte'
import { describe, expect, it, vi } from 'vitest'
import { EngineError } from '../../../src/core/contract/index.ts'
import NameStep from '../../../src/renderer/first-run/NameStep.svelte'
import WordsStep from '../../../src/renderer/first-run/WordsStep.svelte'
import { en } from '../../../src/renderer/messages/en/index.ts'
import { renderInApp } from '../support/render.ts'

const m = en.firstRun
const WORDS = Array.from({ length: 24 }, (_, at) => `word${at + 1}`)

function type(label: string, text: string): void {
  const input = screen.getByLabelText<HTMLInputElement>(label)
  input.value = text
  input.dispatchEvent(new Event('input', { bubbles: true }))
}

async function press(name: string): Promise<void> {
  screen.getByRole('button', { name }).click()
  await tick()
}

describe('the name', () => {
  it('the name is required, and the field says so', async () => {
    const create = vi.fn()
    renderInApp(NameStep, { onmade: vi.fn() }, { home: { status: emptyHome, create } })
    type(m.nameLabel, '   ')
    await press(m.begin)
    expect(screen.getByRole('alert').textContent).toBe(m.nameMissing)
    expect(create).not.toHaveBeenCalled()
  })

  it('a name without a passphrase creates a home without a passphrase, and continues to the words', async () => {
    const create = vi.fn(() => ({ words: WORDS }))
    const onmade = vi.fn()
    renderInApp(NameStep, { onmade }, { home: { status: emptyHome, create } })
    type(m.nameLabel, ' Chiyo ')
    await press(m.begin)
    await waitFor(() => expect(onmade).toHaveBeenCalledExactlyOnceWith(WORDS))
    expect(create).toHaveBeenCalledExactlyOnceWith({ name: 'Chiyo', passphrase: undefined })
  })

  const label = `${m.passphraseLabel} ${m.passphraseOptional}`

  async function choosePassphrase(): Promise<ReturnType<typeof vi.fn>> {
    const create = vi.fn(() => ({ words: WORDS }))
    renderInApp(NameStep, { onmade: vi.fn() }, { home: { status: emptyHome, create } })
    type(m.nameLabel, 'Chiyo')
    type(label, 'plum tree')
    await tick()
    return create
  }
  const passphrase = (): HTMLInputElement => screen.getByLabelText(label)
  const repeat = (): HTMLInputElement | null => screen.queryByLabelText(en.settings.passphraseRepeat)
  const madeWith = (passphrase: string) => ({ name: 'Chiyo', passphrase })

  it('a hidden passphrase is asked for twice', async () => {
    const create = await choosePassphrase()
    type(en.settings.passphraseRepeat, 'plum tre')
    await press(m.begin)
    expect(screen.getByRole('alert').textContent).toBe(en.settings.passphraseDiffers)
    expect(create).not.toHaveBeenCalled()
    await waitFor(() => expect(document.activeElement).toBe(repeat()))
    type(en.settings.passphraseRepeat, 'plum tree')
    await press(m.begin)
    expect(create).toHaveBeenCalledExactlyOnceWith(madeWith('plum tree'))
  })

  it('a visible passphrase is asked for once, and is hidden on submit', async () => {
    const create = await choosePassphrase()
    await press(m.showPassphrase)
    expect([passphrase().type, repeat()]).toEqual(['text', null])
    type(label, 'plum trees')
    await press(m.begin)
    expect(create).toHaveBeenCalledExactlyOnceWith(madeWith('plum trees'))
    await waitFor(() => expect(passphrase().type).toBe('password'))
  })

  it('a passphrase that was changed after it was hidden again is refused', async () => {
    const create = await choosePassphrase()
    await press(m.showPassphrase)
    await press(m.hidePassphrase)
    type(label, 'plum treee')
    await press(m.begin)
    expect(create).not.toHaveBeenCalled()
  })

  it('the form says why no home could be created, and can be submitted again', async () => {
    const create = vi.fn(() => {
      throw new EngineError('NO_SPACE', '')
    })
    const { app } = renderInApp(NameStep, { onmade: vi.fn() }, { home: { status: emptyHome, create } })
    type(m.nameLabel, 'Chiyo')
    await press(m.begin)
    await waitFor(() => expect(screen.getByRole('alert').textContent.trim()).toBe(en.errors.NO_SPACE))
    expect([app.home.isNew, screen.getByRole('button', { name: m.begin }).getAttribute('aria-busy')]).toEqual(
      [false, null],
    )
  })
})

describe('the 24 words', () => {
  const isNotProven = () => ({ ...emptyHome(), wordsProven: false })

  async function toProof(proveWords: (input: never) => unknown): Promise<{ onproven: () => void }> {
    const props = { words: WORDS, onproven: vi.fn(), onlater: vi.fn() }
    renderInApp(WordsStep, props, { home: { status: isNotProven, proveWords } })
    await press(m.written)
    return props
  }

  function answer(wordAt: (position: number) => string): void {
    for (const label of screen.getAllByText(/^Word \d+$/)) {
      const position = Number(/\d+/.exec(label.textContent)![0])
      type(m.wordNumber(position), wordAt(position))
    }
  }

  it('are shown in order, and are excluded from translation', () => {
    renderInApp(WordsStep, { words: WORDS, onproven: vi.fn(), onlater: vi.fn() }, {})
    const list = screen.getByRole('list', { name: m.wordsList })
    const shown = [...list.children].map((item) => item.lastChild?.textContent)
    expect([shown, list.getAttribute('translate')]).toEqual([WORDS, 'no'])
  })

  it('are proven by three of them, in any case and with any spaces', async () => {
    const proveWords = vi.fn(emptyHome)
    const { onproven } = await toProof(proveWords)
    answer((position) => ` Word${position} `)
    await press(m.prove)
    await waitFor(() => expect(onproven).toHaveBeenCalledOnce())
    const [given] = proveWords.mock.calls[0] as unknown as [{ answers: { position: number; word: string }[] }]
    expect(given.answers.map(({ position, word }) => word === `word${position}`)).toEqual([true, true, true])
  })

  it('can be shown again after a wrong answer; nothing is lost', async () => {
    const { onproven } = await toProof(() => {
      throw new EngineError('INVALID', '')
    })
    answer(() => 'other')
    await press(m.prove)
    await waitFor(() => expect(screen.getByRole('alert').textContent.trim()).toBe(m.proveWrong))
    expect(onproven).not.toHaveBeenCalled()
    await press(m.showAgain)
    expect(screen.getByRole('list', { name: m.wordsList })).toBeTruthy()
  })

  it('can be postponed at either step', async () => {
    const onlater = vi.fn()
    renderInApp(WordsStep, { words: WORDS, onproven: vi.fn(), onlater }, {})
    await press(m.later)
    await press(m.written)
    await press(m.later)
    expect(onlater).toHaveBeenCalledTimes(2)
  })
})

function emptyHome() {
  return { state: 'empty', person: null, name: null, wordsProven: null, keyring: null }
}

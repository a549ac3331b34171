// Turns a schema error of the engine into a sentence that names the command-line argument.
import { EngineError } from '../../core/contract/index.ts'
import type { CommandHead } from './command.ts'

/** As the input check reports them in `details.issues`. */
interface Issue {
  path: string
  code: string
  minimum?: number
  maximum?: number
  values?: string[]
}

/** Fields without an option or a usage word of the same name. */
const ARGUMENTS: Record<string, string> = {
  album: 'The album',
  file: 'The file',
  knock: 'The request',
  link: 'The link',
  name: 'The name',
  passphrase: 'The passphrase',
  path: 'The path',
  query: 'The query',
  text: 'The text',
  title: 'The title',
  who: 'The person',
  words: 'The words',
}

/** Returns the same error in plain words; any other error is returned unchanged. */
export function toPlain(error: EngineError, command: CommandHead | null): EngineError {
  const [issue] = (error.details.issues ?? []) as Issue[]
  if (issue === undefined || command === null) return error
  const message = `${nameArgument(issue.path, command)} ${describe(issue)}`
  return new EngineError(error.code, message, { details: error.details, cause: error.cause })
}

function nameArgument(path: string, { usage, labels = {} }: CommandHead): string {
  // An entry of a list counts as the list.
  const field = path.split('.').findLast((part) => !/^\d+$/.test(part)) ?? ''
  const word = field.replace(/s$/, '').toUpperCase()
  const isInUsage = word !== '' && usage.split(/[^A-Z-]+/).includes(word)
  return labels[field] ?? (isInUsage ? word : (ARGUMENTS[field] ?? 'The input'))
}

function describe({ code, minimum, maximum, values }: Issue): string {
  if (code === 'too_small' && (minimum ?? 1) <= 1) return 'is empty.'
  if (code === 'too_small') return `is too small: at least ${minimum}.`
  if (code === 'too_big' || code === 'too_large')
    return maximum === undefined ? 'is too large.' : `is too large: at most ${maximum}.`
  if (values !== undefined && values.length > 0) return `must be one of ${values.join(', ')}.`
  return 'has an invalid form.'
}

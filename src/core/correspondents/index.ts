// correspondents: people who are known by a mail address alone. Their key is a hash of the address,
// so lists, threads, search and rules treat them as persons. It proves nothing: anybody may write an
// address into a mail.
// Path: a mail is stored → keepCorrespondent → the index has their keys as author and addressees →
// findCorrespondents turns what a person types into these keys.
export { correspondentKey, foldAddress } from './correspondent-key.ts'
export {
  findCorrespondent,
  findCorrespondents,
  findCorrespondentsNamed,
  keepCorrespondent,
  suggestCorrespondents,
} from './known-correspondents.ts'
export { correspondentsSchema } from './schema.ts'

// README.txt of every export. It is for a person who opens the folder years later, without
// Fumikura.
export const README = `This is an export of Fumikura: a BagIt bag (RFC 8493).

data/index.html        begin here: reads in any browser, without a network
data/letters/          each letter as .eml, by month; mail programs open and import them
data/threads/          whole threads as mbox
data/files/            attached and stored files
data/albums/           what each album says of its pictures, which lie in data/files
data/contacts.vcf      contacts, vCard 4
data/public/           what was published, Markdown and Atom
data/records/          everything again as JSON lines, for programs
data/proof/            for each object: its name, its key, and what proves that its author stored exactly this

Is it whole?           sha256sum -c manifest-sha256.txt
Is it genuine?         node fumikura-verify.cjs     (Node 20 or newer; needs nothing else)

Whoever has this folder can read all of it: it is not encrypted, and data/proof holds the keys of what is in it.

これはFumikuraの書き出しです（BagIt、RFC 8493）。data/index.html から読めます。暗号化されていませんので、大切に保管してください。
`

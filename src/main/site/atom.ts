// The Atom feed of the site (RFC 4287): the newest posts in full, each identified by the ref of its
// first version.
import { markup, type Html } from './html.ts'
import type { PostRenderer } from './post-html.ts'
import type { SitePost } from './post-source.ts'
import { postPath } from './routes.ts'
import { guessLanguage } from './site-words.ts'

/** Newest first. */
export function atomFeed(
  { person, name }: { person: string; name: string },
  posts: SitePost[],
  renderer: PostRenderer,
): Html {
  const updatedAt =
    posts
      .map((post) => post.updatedAt)
      .sort()
      .at(-1) ?? new Date(0).toISOString()
  return markup`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>urn:fumikura:person:${person}</id>
  <title>${name}</title>
  <updated>${updatedAt}</updated>
  <author><name>${name}</name></author>
  <link rel="self" type="application/atom+xml" href="/atom.xml"/>
  <link rel="alternate" type="text/html" href="/"/>
  <generator>Fumikura</generator>
${posts.map((post) => entry(post, renderer.render(post)))}</feed>
`
}

function entry(post: SitePost, text: Html): Html {
  const language = guessLanguage(`${post.title} ${post.text}`)
  return markup`  <entry xml:lang="${language}">
    <id>urn:fumikura:post:${post.first}</id>
    <title>${post.title}</title>
    <published>${post.publishedAt}</published>
    <updated>${post.updatedAt}</updated>
    <link rel="alternate" type="text/html" href="${postPath(post.tail)}"/>
${post.tags.map((tag) => markup`    <category term="${tag}"/>\n`)}    <content type="html">${text.text}</content>
  </entry>
`
}

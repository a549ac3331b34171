// site: one's public posts as plain pages and an Atom feed, at an address of their own. Plain Node, no script, nothing private behind it.
// Knows the engine only by the port PostSource; a listener of its own, so that no way leads from it to the app's door.
export { createEnginePosts } from './engine-posts.ts'
export { PublicSite, type PublicSiteOptions } from './public-site.ts'
export type { PostHead, PostPage, PostSource, SitePost } from './post-source.ts'

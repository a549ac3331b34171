// site: the person's public posts as plain pages and an Atom feed, on a separate address. Plain
// Node, no scripts, no private data.
// It knows the engine only through the PostSource port. Its listener is separate, so that no route
// leads to the app's door.
export { createEnginePosts } from './engine-posts.ts'
export { PublicSite } from './public-site.ts'

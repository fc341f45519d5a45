/** The export that ships is in `out`. GALLERY=1 means another everywhere, which holds the gallery too: it is built, finished and served on its own. */
export const EXPORT = process.env.GALLERY ? 'out-gallery' : 'out'

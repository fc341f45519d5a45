/** Where businesses and the viewer live in the query cache. */
export const businessKeys = {
  all: ['businesses'] as const,
  me: ['me'] as const,
}

/** Where the people of businesses live in the query cache. */
export const memberKeys = {
  ofBusiness: (business: string) => ['members', business] as const,
}

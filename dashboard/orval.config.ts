import { defineConfig } from 'orval'

type Document = { paths: Record<string, Record<string, { responses?: Record<string, { description?: string }> }>> }

/** OpenAPI wants a description of every response; the document leaves out those that would only repeat the status. */
function describeResponses(document: Document): Document {
  for (const operations of Object.values(document.paths)) {
    for (const operation of Object.values(operations)) {
      for (const [status, response] of Object.entries(operation.responses ?? {})) response.description ??= status
    }
  }
  return document
}

// The typed client of `../openapi.json`: one function per operation, calling api/client.ts.
export default defineConfig({
  switchboard: {
    input: { target: '../openapi.json', override: { transformer: describeResponses as never } },
    output: {
      target: 'api/generated/switchboard.ts',
      client: 'fetch',
      mode: 'single',
      clean: true,
      override: {
        mutator: { path: 'api/client.ts', name: 'request' },
        fetch: { includeHttpResponseReturnType: false },
      },
    },
  },
})

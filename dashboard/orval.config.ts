import { defineConfig } from 'orval'

// The typed client of `../openapi.json`: one function per operation, calling api/client.ts.
export default defineConfig({
  switchboard: {
    input: '../openapi.json',
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

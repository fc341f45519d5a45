// Holds what the mock says against openapi.json. For tests.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { Answer } from './answer.ts'

const ROOT = '/api/v1'
type Schema = Record<string, unknown>
type Operation = { responses: Record<string, { content?: Record<string, { schema: Schema }> }> }
type Document = { paths: Record<string, Record<string, Operation>> }

/** The document, with every object closed: what the mock says beyond it would be missed on the API. */
const document = JSON.parse(readFileSync(join(import.meta.dirname, '../../openapi.json'), 'utf8'), (name, value: unknown) => {
  if (name === '$ref') return `openapi.json${String(value)}`
  const schema = value as Schema | null
  return schema?.type === 'object' && schema.properties ? { ...schema, additionalProperties: false } : value
}) as Document & Schema

const ajv = new Ajv2020({ strict: false, allErrors: true })
formats(ajv)
ajv.addSchema(document, 'openapi.json')

/** Every operation, `GET /businesses/{tenantId}`, with the statuses that the document names. */
export const OPERATIONS: readonly { name: string; statuses: number[] }[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { responses }]) => ({ name: `${method.toUpperCase()} ${path.slice(ROOT.length)}`, statuses: Object.keys(responses).map(Number) })),
)

function operationOf(method: string, path: string): Operation | undefined {
  const fits = (template: string) => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(ROOT + path)
  return Object.entries(document.paths).find(([template, methods]) => fits(template) && method.toLowerCase() in methods)?.[1][method.toLowerCase()]
}

function against(schema: Schema, value: unknown): string[] {
  const fits = ajv.compile(schema)
  return fits(value) ? [] : (fits.errors ?? []).map(({ instancePath, message }) => `${instancePath || 'it'} ${message ?? 'does not fit'}`)
}

const PROBLEM: Schema = { $ref: 'openapi.json#/components/schemas/Problem' }
const CHANGE: Schema = { $ref: 'openapi.json#/components/schemas/Change' }

/** What of an answer isn't as the document has it. Any request may be refused because there is too much or too little of something. */
export function faultsOf(method: string, path: string, { status, body }: Answer): string[] {
  const json: unknown = body === undefined ? undefined : JSON.parse(JSON.stringify(body))
  const operation = operationOf(method, path)
  if (status === 429 || status >= 500 || (!operation && status === 404)) return against(PROBLEM, json)
  const response = operation?.responses[status]
  if (!response) return [`${method} ${path} is not documented to answer ${status}`]
  const [content] = Object.values(response.content ?? {})
  if (content) return against(content.schema, json)
  return json === undefined ? [] : [`${method} ${path} answers ${status} without a body`]
}

/** What of a change isn't as the document has it. */
export const faultsOfChange = (change: unknown): string[] => against(CHANGE, JSON.parse(JSON.stringify(change)))

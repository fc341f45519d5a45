// What ships holds nothing of the gallery, which the same sources make when they are asked.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { en } from '../app/gallery/samples.en'
import { expect, mock, test } from './world'

/** Files of an export that say what only the gallery says. */
function telling(folder: string): string[] {
  const root = join(import.meta.dirname, '..', folder)
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(html|js|txt|json|css)$/.test(name))
  return files.filter((name) => readFileSync(join(root, name), 'utf8').includes(en.longList))
}

test('the gallery is no page of what ships', async ({ page }) => {
  const answer = await page.goto('/gallery')
  expect(answer?.status()).toBe(404)
})

test('no file of what ships holds a piece of the gallery, and the export of the gallery does', () => {
  mock.only()
  expect(telling('out')).toEqual([])
  expect(telling('out-gallery')).not.toEqual([])
})

// Parts of the program that are loaded when they are needed, over a network that may be away.

const TRIES_MAX = 3
const AGAIN_MS = 1_500

/** Loads again until it works, and for as long as the browser is offline; fails only when it is online and still can't. */
export async function patiently<T>(load: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await load()
    } catch (error) {
      if (tries >= TRIES_MAX && navigator.onLine) throw error
    }
    await connection()
  }
}

/** Ends when the browser is online and a moment has passed. */
async function connection(): Promise<void> {
  if (!navigator.onLine) await new Promise((resolve) => window.addEventListener('online', resolve, { once: true }))
  await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
}

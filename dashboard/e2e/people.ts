// Who signs in, and whom they talk to.

const env = process.env
const password = 'correct horse battery'

export const people = {
  owner: { email: env.SB_OWNER_EMAIL ?? 'owner@acme.example', password: env.SB_OWNER_PASSWORD ?? password },
  admin: { email: env.SB_ADMIN_EMAIL ?? 'admin@switchboard.example', password: env.SB_ADMIN_PASSWORD ?? password },
  /** Belongs to two businesses; only the mock knows her. */
  agent: { email: 'agent@globex.example', password },
  /** Belongs to no business; only the mock knows them. */
  nobody: { email: 'nobody@example.org', password },
}

export type Customer = { name: string; from: string }

/** A customer that no other test writes as. */
export function customer(): Customer {
  const digits = String(Math.floor(Math.random() * 1e8)).padStart(8, '0')
  return { name: `Test ${digits}`, from: `4915${digits}` }
}

/** The customer of the mock with the longest thread. */
export const BUSY = { name: 'يوسف الحداد', from: '4915100007919' }

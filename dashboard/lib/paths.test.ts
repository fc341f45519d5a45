import { expect, test } from 'vitest'
import { paths, safeNext } from './paths.ts'

test('every address of the dashboard', () => {
  const all = {
    home: paths.home(),
    signIn: paths.signIn(),
    signInNext: paths.signIn({ next: '/inbox?c=1' }),
    acceptInvite: paths.acceptInvite({ token: 'abc' }),
    inbox: paths.inbox(),
    inboxConversation: paths.inbox({ business: 'acme_3f9c2a', conversation: '018f', view: 'mine', state: 'snoozed', panel: 'contact' }),
    settings: paths.settings({ business: 'acme_3f9c2a' }),
    messages: paths.messages(),
    messagesFiltered: paths.messages({
      business: 'acme_3f9c2a',
      sender: '49151',
      from: '2026-11-01',
      to: '2026-11-22',
      status: 'failed',
      direction: 'out',
      text: 'rye bread',
      cursor: 'x',
    }),
  }
  expect(all).toMatchInlineSnapshot(`
    {
      "acceptInvite": "/accept-invite?token=abc",
      "home": "/",
      "inbox": "/inbox",
      "inboxConversation": "/inbox?b=acme_3f9c2a&c=018f&f=mine&s=snoozed&p=contact",
      "messages": "/messages",
      "messagesFiltered": "/messages?b=acme_3f9c2a&sender=49151&from=2026-11-01&to=2026-11-22&status=failed&direction=out&q=rye+bread&cursor=x",
      "settings": "/settings?b=acme_3f9c2a",
      "signIn": "/sign-in",
      "signInNext": "/sign-in?next=%2Finbox%3Fc%3D1",
    }
  `)
})

test('sign-in leads back only to a path of this site', () => {
  expect(safeNext('/messages?b=acme')).toBe('/messages?b=acme')
  const elsewhere = ['//evil.example', '/\\evil.example', '/\t/evil.example', '/\n\\evil.example', '/.//evil.example', '/a/..//evil.example', 'https://evil.example', 'javascript:alert(1)', '//[', '', null]
  expect(elsewhere.map(safeNext)).toEqual(elsewhere.map(() => '/inbox'))
})

'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter, useSearchParams } from 'next/navigation'
import { useEffect, useRef, useState, type SubmitEvent } from 'react'
import { useTranslations } from 'use-intl'
import { errorWord } from '@/api/errors'
import { useWindowTitle } from '@/features/shell/window-title'
import { safeNext } from '@/lib/paths'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { AuthCard, FormError } from './auth-card'
import { signIn } from './session'
import { useSession } from './session-provider'

export function SignInForm() {
  const t = useTranslations('session')
  const errors = useTranslations('errors')
  useWindowTitle(t('signIn'))
  const router = useRouter()
  const next = safeNext(useSearchParams().get('next'))
  const { phase } = useSession()
  const [tried, setTried] = useState(false)
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const passwordInput = useRef<HTMLInputElement>(null)

  const attempt = useMutation({
    mutationFn: () => signIn(email.trim(), password),
    onError: () => passwordInput.current?.select(),
  })

  // Also when another tab signs in.
  useEffect(() => {
    if (phase === 'signed-in') router.replace(next)
  }, [phase, router, next])

  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setTried(true)
    if (email.trim() && password) attempt.mutate()
  }

  return (
    <AuthCard title={t('signInTitle')}>
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label={t('email')}
          name="email"
          type="email"
          autoComplete="username"
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          error={tried && !email.trim() ? t('emailMissing') : null}
        />
        <Field
          label={t('password')}
          name="password"
          type="password"
          autoComplete="current-password"
          ref={passwordInput}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          error={tried && !password ? t('passwordMissing') : null}
        />
        <FormError text={attempt.isError ? errors(errorWord(attempt.error)) : null} />
        <Button type="submit" look="primary" size="large" busy={attempt.isPending || attempt.isSuccess}>
          {t('signIn')}
        </Button>
      </form>
    </AuthCard>
  )
}

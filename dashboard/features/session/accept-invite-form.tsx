'use client'

import { useMutation } from '@tanstack/react-query'
import { Unlink } from 'lucide-react'
import { useRouter, useSearchParams } from 'next/navigation'
import { useState, type SubmitEvent } from 'react'
import { useTranslations } from 'use-intl'
import { errorField, errorWord } from '@/api/errors'
import { useWindowTitle } from '@/features/shell/window-title'
import { paths } from '@/lib/paths'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Notice } from '@/ui/notice'
import { AuthCard, FormError } from './auth-card'
import { acceptInvite } from './session'

/** The API's own limit: crates/domain/src/password.rs. */
const PASSWORD_CHARS_MIN = 10

export function AcceptInviteForm() {
  const t = useTranslations('session')
  const errors = useTranslations('errors')
  useWindowTitle(t('invitation'))
  const router = useRouter()
  const token = useSearchParams().get('token')
  const [tried, setTried] = useState(false)
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [hasAccount, setHasAccount] = useState(false)

  const attempt = useMutation({
    mutationFn: (invite: string) => acceptInvite({ token: invite, name: name.trim(), password }),
    onSuccess: () => router.replace(paths.inbox()),
    // Only an account that is there already has a password to be wrong.
    onError: (error) => setHasAccount((known) => known || errorWord(error) === 'wrong_credentials'),
  })

  if (!token) {
    return (
      <Notice icon={<Unlink />} title={t('inviteMissing')}>
        {t('inviteMissingText')}
      </Notice>
    )
  }
  const tooShort = [...password].length < PASSWORD_CHARS_MIN
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setTried(true)
    if (name.trim() && !tooShort) attempt.mutate(token)
  }
  const word = attempt.isError ? errorWord(attempt.error) : null
  const text = word === 'wrong_credentials' ? t('accountExists') : word && errors(word)
  const field = word === 'wrong_credentials' ? 'password' : errorField(attempt.error)

  return (
    <AuthCard title={t('inviteTitle')} text={t('inviteText')}>
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label={t('name')}
          name="name"
          autoComplete="name"
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={tried && !name.trim() ? t('nameMissing') : null}
        />
        <Field
          label={t(hasAccount ? 'password' : 'newPassword')}
          name={hasAccount ? 'password' : 'new-password'}
          type="password"
          autoComplete={hasAccount ? 'current-password' : 'new-password'}
          hint={hasAccount ? undefined : t('passwordHint')}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          error={tried && tooShort ? errors('weak_password') : field === 'password' ? text : null}
        />
        <FormError text={field ? null : text} />
        <Button type="submit" look="primary" size="large" busy={attempt.isPending || attempt.isSuccess}>
          {t('accept')}
        </Button>
      </form>
    </AuthCard>
  )
}

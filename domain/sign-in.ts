import { memberLimits } from './body.ts'

export type SignIn = { usedAt: Date | null; expiresAt: Date; attempts: number }
export type SignInState = 'pending' | 'used' | 'expired'

export function signInState({ usedAt, expiresAt }: Pick<SignIn, 'usedAt' | 'expiresAt'>, now: Date): SignInState {
  if (usedAt !== null) return 'used'
  return now < expiresAt ? 'pending' : 'expired'
}

export type CodeRefusal = 'used' | 'expired' | 'too-many-attempts' | 'wrong-code'

/** Why no code may be tried any more, or null. `wrong-code` is what the comparison itself answers. */
export function refuseAttempt(signIn: SignIn, now: Date): Exclude<CodeRefusal, 'wrong-code'> | null {
  const state = signInState(signIn, now)
  if (state !== 'pending') return state
  return signIn.attempts >= memberLimits.codeAttempts ? 'too-many-attempts' : null
}

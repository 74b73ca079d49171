import { Type } from 'typebox'
import { memberLimits as limits } from '#domain/body.ts'

// The schemas that doors of people and bodies share.
export const kind = Type.Union([Type.Literal('movement'), Type.Literal('group'), Type.Literal('subgroup'), Type.Literal('circle')])
export const standing = Type.Union([Type.Literal('member'), Type.Literal('coordinator')])
export const language = Type.Union([Type.Literal('fr'), Type.Literal('en')])
export const email = Type.String({ minLength: 3, maxLength: 254 })
export const firstName = Type.String({ minLength: 1, maxLength: limits.firstName * 2 })

import { Type } from 'typebox'
import { documentLimits as limits, fileLimits, type Template as TemplateName, templates } from '#domain/document.ts'
import { door } from '#server/door.ts'
import { documentKind as Kind, instant, nullable } from '#server/shapes.ts'
import { takeDoor } from '#server/formats/kinds.ts'

const Id = Type.String({ minLength: 1, maxLength: 32 })
const Slug = Type.String({ minLength: 1, maxLength: 64 })
const Title = Type.String({ minLength: 1, maxLength: limits.titleCharacters, pattern: '\\S' })
const Audience = Type.Union([Type.Literal('body'), Type.Literal('movement'), Type.Literal('everyone')])
const Writers = Type.Union([Type.Literal('members'), Type.Literal('coordinators')])
const Template = Type.Unsafe<TemplateName>({ type: 'string', enum: [...templates] })
/** What a file held that a text does not keep; references: how often it names an article by a number that was typed, which follows no renumbering. */
const Left = Type.Object({ pictures: Type.Integer(), notes: Type.Integer(), remarks: Type.Integer(), references: Type.Integer() })
const sharing = { kind: Kind, audience: Type.Optional(Audience), writers: Type.Optional(Writers) }
const text = Type.Object({ id: Id })
const taken = 'What a text says now'

/** A node of ProseMirror's JSON (domain/charter.ts says which there are). */
const Content = Type.Object({ type: Type.Literal('doc'), content: Type.Optional(Type.Array(Type.Any())) }, { additionalProperties: true })

export const documentDoors = {
  listDocuments: door({
    method: 'GET',
    url: '/api/bodies/:slug/documents',
    who: 'anyone',
    summary: 'The texts of a body that one may read, the last written first, and which version of each is in force',
    params: Type.Object({ slug: Slug }),
    reply: Type.Array(
      Type.Object({
        ...{ id: Type.String(), kind: Kind, title: Type.String(), updatedAt: instant },
        /** The last version that was adopted of it. */
        inForce: nullable(Type.Object({ number: Type.Integer(), adoptedAt: instant })),
      }),
    ),
  }),
  openDocument: door({
    method: 'POST',
    url: '/api/bodies/:slug/documents',
    who: 'member',
    summary: 'Open a text of a kind, of which a body has one charter; empty, or with what a template says',
    params: Type.Object({ slug: Slug }),
    body: Type.Object({ ...sharing, title: Title, template: Type.Optional(Template) }, { additionalProperties: false }),
    reply: Type.Object({ id: Type.String() }),
    refusals: ['not-a-coordinator', 'charter-exists', 'too-many'],
    limit: { max: 30, minutes: 10 },
  }),
  getDocument: door({
    method: 'GET',
    url: '/api/documents/:id',
    who: 'anyone',
    summary: 'A text: what it is, who reads and writes it, and what one may do with it',
    params: Type.Object({ id: Id }),
    reply: Type.Object({
      id: Type.String(),
      kind: Kind,
      title: Type.String(),
      body: Type.Object({ slug: Type.String(), name: Type.String() }),
      audience: Audience,
      writers: Writers,
      schemaVersion: Type.Integer(),
      generation: Type.Integer(),
      mayWrite: Type.Boolean(),
      mayManage: Type.Boolean(),
      updatedAt: instant,
    }),
  }),
  changeDocument: door({
    method: 'PATCH',
    url: '/api/documents/:id',
    who: 'member',
    summary: 'Change the title of a text, who reads it, who writes in it',
    params: Type.Object({ id: Id }),
    body: Type.Object(
      { title: Type.Optional(Title), audience: Type.Optional(Audience), writers: Type.Optional(Writers) },
      { additionalProperties: false },
    ),
    refusals: ['not-a-coordinator'],
  }),
  readDocument: door({
    method: 'GET',
    url: '/api/documents/:id/content',
    who: 'anyone',
    summary: 'What a text says now, as ProseMirror JSON',
    params: Type.Object({ id: Id }),
    reply: Type.Object({ content: Content, updatedAt: instant }),
  }),
  importDocument: door({
    method: 'POST',
    url: '/api/bodies/:slug/documents/imports',
    who: 'member',
    summary: 'Open a text with what a file says: .docx, .odt, Markdown, HTML or plain text. Without a title it takes the file’s.',
    params: Type.Object({ slug: Slug }),
    body: Type.Object(
      {
        ...sharing,
        title: Type.Optional(Title),
        name: Type.String({ minLength: 1, maxLength: fileLimits.nameCharacters }),
        /** Its bytes in base64: room for a little more than is read, so that the answer says why not. */
        base64: Type.String({ maxLength: 2 * fileLimits.bytes }),
      },
      { additionalProperties: false },
    ),
    reply: Type.Object({ id: Type.String(), left: Type.Optional(Left) }),
    refusals: [
      'not-a-coordinator',
      'charter-exists',
      'too-many',
      'file-too-large',
      'file-unknown',
      'file-unreadable',
      'file-empty',
      'file-too-long',
    ],
    limit: { max: 30, minutes: 10 },
    bodyLimit: 2 * fileLimits.bytes + 64 * 1024,
  }),
  takeDocx: takeDoor('docx', '/api/documents/:id/text.docx', taken, text),
  takeOdt: takeDoor('odt', '/api/documents/:id/text.odt', taken, text),
  takeMarkdown: takeDoor('md', '/api/documents/:id/text.md', taken, text),
  takeHtml: takeDoor('html', '/api/documents/:id/text.html', taken, text),
} as const

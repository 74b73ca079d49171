import AjvCompiler from '@fastify/ajv-compiler'
import SerializerCompiler from '@fastify/fast-json-stringify-compiler'

type Read = ((data: unknown) => unknown) & { errors?: unknown }
type Compile = (route: object) => Read
type Build = (schemas: unknown, options: unknown) => Compile

/** Compiles what a schema reads or writes when the first request for it comes, not two hundred doors' while the server starts. */
const whenUsed =
  (build: Build): Build =>
  (schemas, options) => {
    const compile = build(schemas, options)
    return (route) => {
      let read: Read | undefined
      const lazy: Read = (data) => {
        read ??= compile(route)
        const answer = read(data)
        lazy.errors = read.errors
        return answer
      }
      return lazy
    }
  }

/** Fastify's own compilers, later. */
export const compiledWhenUsed = {
  buildValidator: whenUsed(AjvCompiler() as unknown as Build) as never,
  buildSerializer: whenUsed(SerializerCompiler() as unknown as Build) as never,
}

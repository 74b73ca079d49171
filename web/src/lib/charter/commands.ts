import { setBlockType, toggleMark } from 'prosemirror-commands'
import type { MarkType, NodeType } from 'prosemirror-model'
import { liftListItem, wrapInList } from 'prosemirror-schema-list'
import type { Command, EditorState } from 'prosemirror-state'
import { safeLink } from '#domain/charter.ts'
import { schema } from '#lib/charter/schema.ts'

const {
  bullet_list: bullets,
  ordered_list: numbers,
  list_item: item,
  heading,
  paragraph,
  article_title: title,
} = schema.nodes as Record<string, NodeType>
const { link } = schema.marks as Record<string, MarkType>

export const toggleStrong = toggleMark(schema.marks.strong!)
export const toggleEm = toggleMark(schema.marks.em!)

/** The level of the heading one is in; 0 in anything else. */
export function headingLevel(state: EditorState): number {
  const { parent } = state.selection.$from
  return parent.type === heading ? Number(parent.attrs.level) : 0
}

/** The title of an article stays one: as a heading it would leave the article without a name. */
export const setHeading =
  (level: number): Command =>
  (state, dispatch) =>
    state.selection.$from.parent.type !== title && setBlockType(heading!, { level })(state, dispatch)

/** A heading of this level, or text again. */
export const toggleHeading =
  (level: number): Command =>
  (state, dispatch) =>
    (headingLevel(state) === level ? setBlockType(paragraph!) : setHeading(level))(state, dispatch)

/** One button for three levels: text, then level 1, 2, 3, then text again. */
export const nextHeading: Command = (state, dispatch) => {
  const level = headingLevel(state)
  return (level >= 3 ? setBlockType(paragraph!) : setHeading(level + 1))(state, dispatch)
}

export type ListName = 'bullet_list' | 'ordered_list'

/** The innermost list one is in. */
export function listAround(state: EditorState): { name: ListName; at: number } | null {
  const { $from } = state.selection
  for (let depth = $from.depth; depth > 0; depth--) {
    const { type } = $from.node(depth)
    if (type === bullets || type === numbers) return { name: type.name as ListName, at: $from.before(depth) }
  }
  return null
}

/** Makes a list, turns one kind into the other, or takes it away when it is that kind already. */
export function toggleList(name: ListName): Command {
  return (state, dispatch, view) => {
    const around = listAround(state)
    const type = schema.nodes[name]!
    if (!around) return wrapInList(type)(state, dispatch, view)
    if (around.name === name) return liftListItem(item!)(state, dispatch)
    dispatch?.(state.tr.setNodeMarkup(around.at, type))
    return true
  }
}

export const isMarked = (state: EditorState, type: MarkType): boolean => {
  const { from, to, empty, $from } = state.selection
  return empty ? Boolean(type.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, type)
}

/** The whole link around the cursor, or what is selected. */
export function linkRange(state: EditorState): { from: number; to: number; href: string } {
  const { $from, from, to, empty } = state.selection
  const mark = link!.isInSet($from.marks()) ?? $from.nodeAfter?.marks.find(({ type }) => type === link)
  if (!mark || !empty) return { from, to, href: String(mark?.attrs.href ?? '') }
  const start = $from.start()
  const range = { from, to, href: String(mark.attrs.href ?? '') }
  $from.parent.forEach((child, offset) => {
    const [left, right] = [start + offset, start + offset + child.nodeSize]
    if (mark.isInSet(child.marks) && left <= from && right >= from) Object.assign(range, { from: left, to: right })
  })
  return range
}

/** Links what is selected, or the link one is in, to an address; no address takes the link away. False when it may not lead there. */
export function setLink(address: string): Command {
  return (state, dispatch) => {
    const { from, to } = linkRange(state)
    const { parent } = state.selection.$from
    if (!parent.inlineContent || !parent.type.allowsMarkType(link!)) return false
    const href = safeLink(address)
    if (address !== '' && href === null) return false
    if (!dispatch) return true
    const change = state.tr.removeMark(from, to, link!)
    if (href !== null && from === to) change.insert(from, schema.text(href, [link!.create({ href })]))
    else if (href !== null) change.addMark(from, to, link!.create({ href }))
    dispatch(change.scrollIntoView())
    return true
  }
}

/** What the compiler tells about a contract's storage, as far as it is used here. */
export type CompilerLayout = {
  readonly storage: readonly CompilerVariable[]
  readonly types: Readonly<Record<string, CompilerType>> | null
}
type CompilerVariable = {
  readonly label: string
  readonly offset: number
  readonly slot: string
  readonly type: string
}
type CompilerType = {
  readonly label: string
  readonly encoding: string
  readonly numberOfBytes: string
  readonly members?: readonly CompilerVariable[]
}

/** One place per line: `slot:offset type name`. Two layouts can be compared, and read, line by line. */
export type Layout = {
  readonly variables: readonly string[]
  /** Members of the structs that variables consist of, by name of the struct. */
  readonly structs: Readonly<Record<string, readonly string[]>>
  /** Members of the structs that live at slots of their own (ERC-7201), by namespace. */
  readonly namespaces: Readonly<Record<string, readonly string[]>>
}

/** The compiler's layout without what changes from build to build. */
export function readableLayout(compiled: CompilerLayout, namespaces: Layout["namespaces"]): Layout {
  const types = compiled.types ?? {}
  const line = ({ slot, offset, type, label }: CompilerVariable) =>
    `${slot}:${offset} ${types[type]?.label ?? type} ${label}`
  const structs = Object.values(types)
    .filter(({ members }) => members !== undefined)
    .map(({ label, members }) => [label, (members ?? []).map(line)] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1))
  return { variables: compiled.storage.map(line), structs: Object.fromEntries(structs), namespaces }
}

/**
 * Why contracts that hold state in the `old` layout must not be given code of the `next` one. Variables, members of structs
 * behind a mapping, and members of namespaces may be added at the end; nothing may move, change its type or its name, or go.
 */
export function layoutConflicts(old: Layout, next: Layout): readonly string[] {
  return [
    ...listConflicts("storage", old.variables, next.variables),
    ...Object.entries(old.structs).flatMap(([name, members]) => {
      const now = next.structs[name]
      if (now === undefined) return [`${name}: is gone or renamed`]
      const grew = now.length > members.length && isInArray(old, name)
      const grown = grew ? [`${name}: is an array's element and may not grow`] : []
      return [...listConflicts(name, members, now), ...grown]
    }),
    ...Object.entries(old.namespaces).flatMap(([name, members]) =>
      listConflicts(name, members, next.namespaces[name] ?? []),
    ),
  ]
}

function listConflicts(where: string, old: readonly string[], next: readonly string[]): readonly string[] {
  return old.flatMap((line, index) => {
    const now = next[index]
    return now === line ? [] : [`${where}: ${line} became ${now ?? "nothing"}`]
  })
}

function isInArray({ variables, structs }: Layout, struct: string): boolean {
  return [...variables, ...Object.values(structs).flat()].some((line) => line.includes(`${struct}[`))
}

/** Finds the structs that a source marks as namespaces of storage. */
export function namespacesIn(source: string): Layout["namespaces"] {
  const pattern = /@custom:storage-location erc7201:(\S+)[^{]*?struct \w+ \{([^}]*)\}/g
  const found = [...source.matchAll(pattern)].map(([, name = "", body = ""]) => {
    const members = body
      .replaceAll(/\/\/.*$|\/\*[\s\S]*?\*\//gm, "")
      .split(";")
      .map((member) => member.trim().replaceAll(/\s+/g, " "))
      .filter((member) => member !== "")
    return [name, members] as const
  })
  return Object.fromEntries(found)
}

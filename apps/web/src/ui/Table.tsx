import type { ReactNode } from "react"

export type Column<TRow> = {
  readonly key: string
  readonly head: ReactNode
  /** The column's name as plain text; labels the value on a phone. */
  readonly label: string
  readonly cell: (row: TRow) => ReactNode
  readonly align?: "end"
  readonly sorted?: "ascending" | "descending"
  /**
   * On a phone: `title` leads the card, `left` and `bare` stand without their labels at the left and right edge, `hide`
   * is for wide screens only. Without it the label stands beside the value.
   */
  readonly phone?: "title" | "left" | "bare" | "hide"
}

type TableProps<TRow> = {
  /** Read by screen readers; the visible heading usually says the same. */
  readonly caption: string
  readonly columns: readonly Column<TRow>[]
  readonly rows: readonly TRow[]
  readonly rowKey: (row: TRow) => string
  readonly empty: ReactNode
}

/**
 * A table that becomes a list of cards on a phone. The roles are written out because a browser forgets them when the
 * layout of a table changes.
 */
export function Table<TRow>({ caption, columns, rows, rowKey, empty }: TableProps<TRow>) {
  if (rows.length === 0) return <div className="px-5 py-8 text-ink-soft sm:px-6">{empty}</div>
  return (
    // biome-ignore lint/a11y/noRedundantRoles: kept when the layout changes
    <table role="table" className="data-table">
      <caption className="sr-only">{caption}</caption>
      {/* biome-ignore lint/a11y/noRedundantRoles: as above */}
      <thead role="rowgroup">
        {/* biome-ignore lint/a11y/noRedundantRoles: as above */}
        <tr role="row">
          {columns.map((column) => (
            <th
              key={column.key}
              // biome-ignore lint/a11y/noRedundantRoles: as above
              role="columnheader"
              scope="col"
              data-align={column.align}
              aria-sort={column.sorted}
            >
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      {/* biome-ignore lint/a11y/noRedundantRoles: as above */}
      <tbody role="rowgroup">
        {rows.map((row) => (
          // biome-ignore lint/a11y/noRedundantRoles: as above
          <tr role="row" key={rowKey(row)}>
            {columns.map((column) => (
              <td
                key={column.key}
                // biome-ignore lint/a11y/noRedundantRoles: as above
                role="cell"
                data-label={column.label}
                data-align={column.align}
                data-phone={column.phone}
              >
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

import { Lost } from "../../../ui/Lost.tsx"

export default function NodeNotFound() {
  return (
    <Lost
      title="No such node"
      sentence="No node with this id has ever been registered. A node id is 64 hex digits; check the link, or look for the node in the list."
      href="/nodes"
      word="All nodes"
    />
  )
}

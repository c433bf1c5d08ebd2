import { Lost } from "../../../ui/Lost.tsx"

export default function BlockNotFound() {
  return (
    <Lost
      title="No such block"
      sentence="No final block is known at this height. It may not be final yet; heights count from 0 without gaps."
      href="/blocks"
      word="Newest blocks"
    />
  )
}

import { ShoppingBag } from 'lucide-react'

type Props = { label: string; items: readonly { name: string; quantity: string; price: string }[]; total: { label: string; value: string }; note?: string }

/** What a customer orders from the catalogue. Prices come formatted. */
export function Order({ label, items, total, note }: Props) {
  return (
    <>
      <span className="flex items-center gap-1.5 text-xs text-text-2">
        <ShoppingBag aria-hidden className="size-3.5 shrink-0" />
        {label}
      </span>
      <table className="my-1 w-64 max-w-full text-sm">
        <tbody>
          {items.map(({ name, quantity, price }) => (
            <tr key={name}>
              <td className="pe-2 align-top whitespace-nowrap text-text-2 tabular-nums">{quantity}</td>
              <td className="w-full">{name}</td>
              <td className="ps-3 text-end align-top whitespace-nowrap tabular-nums">{price}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="font-semibold">
            <th scope="row" colSpan={2} className="border-t border-line-strong/60 pt-1 text-start">
              {total.label}
            </th>
            <td className="border-t border-line-strong/60 pt-1 text-end whitespace-nowrap tabular-nums">{total.value}</td>
          </tr>
        </tfoot>
      </table>
      {note}
    </>
  )
}

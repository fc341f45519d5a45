/** The mark: two jacks and the cord that joins them. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 32 32" fill="none" className={className}>
      <rect x="1" y="1" width="30" height="30" rx="9" fill="currentColor" />
      <path d="M10.5 11.5v4.2c0 3 2.4 5.4 5.4 5.4s5.6-2.3 5.6-5.4v-4.2" stroke="var(--on-accent)" strokeWidth="2.4" strokeLinecap="round" />
      <circle cx="10.5" cy="9.6" r="2.6" fill="var(--on-accent)" />
      <circle cx="21.5" cy="9.6" r="2.6" fill="var(--on-accent)" />
    </svg>
  )
}

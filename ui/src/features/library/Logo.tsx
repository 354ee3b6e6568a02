/** The raised bridge. Decoration: the name stands beside it. */
export function Logo() {
  return (
    <svg
      width="20"
      height="16"
      viewBox="0 0 20 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      aria-hidden="true"
    >
      <path d="M1 14.5h18M3 14V3.5h4V14M13 14V3.5h4V14M7 13.5l6-8" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

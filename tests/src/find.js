// Finds what a person sees by its role and its accessible name. A shortened form of the name computation of the
// standard (accname): aria-labelledby, aria-label, the field's label, what it contains, its placeholder or title.
const NATIVE = {
  button: 'button, summary, input[type=button], input[type=submit]',
  link: 'a[href]',
  textbox: 'input:not([type]), input[type=text], input[type=email], input[type=url], input[type=tel], input[type=password], textarea, [contenteditable=true]',
  searchbox: 'input[type=search]',
  spinbutton: 'input[type=number]',
  checkbox: 'input[type=checkbox]',
  radio: 'input[type=radio]',
  combobox: 'select',
  heading: 'h1, h2, h3, h4, h5, h6',
  row: 'tr',
  region: 'section[aria-label], section[aria-labelledby]',
  navigation: 'nav',
  main: 'main',
  complementary: 'aside',
  list: 'ul, ol',
  listitem: 'li',
  group: 'fieldset',
  table: 'table',
  dialog: 'dialog[open]',
}
const clean = (text) => (text ?? '').replace(/\s+/g, ' ').trim()
const textOf = (id, root) => clean(root.getElementById(id)?.textContent)

function nameOf(element) {
  const ids = element.getAttribute('aria-labelledby')
  if (ids) {
    const text = clean(ids.split(/\s+/).map((id) => {
      const part = document.getElementById(id)
      return part === element ? (element.getAttribute('aria-label') ?? contentOf(element)) : (part?.getAttribute('aria-label') ?? textOf(id, document))
    }).join(' '))
    if (text) return text
  }
  if (element.getAttribute('aria-label')) return clean(element.getAttribute('aria-label'))
  if (element.labels?.length) return clean([...element.labels].map((label) => label.textContent).join(' '))
  if (element.tagName === 'FIELDSET') return clean(element.querySelector('legend')?.textContent)
  return contentOf(element) || clean(element.getAttribute('placeholder')) || clean(element.getAttribute('title'))
}

function contentOf(element) {
  if (element.tagName === 'INPUT' && /button|submit/.test(element.type)) return clean(element.value)
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.isContentEditable) return ''
  const parts = [...element.childNodes].map((node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent
    if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute('aria-hidden') === 'true') return ''
    const inline = getComputedStyle(node).display.startsWith('inline') ? '' : ' '
    return inline + (node.getAttribute('aria-label') ?? node.getAttribute('alt') ?? contentOf(node)) + inline
  })
  return clean(parts.join(''))
}

function isVisible(element) {
  // A checkbox or radio is often drawn by something else over it; what counts is whether its label is to be seen.
  const seen = /^(checkbox|radio)$/.test(element.type) ? (element.closest('label') ?? element) : element
  if (seen.closest('[aria-hidden=true], [inert]')) return false
  const box = seen.getBoundingClientRect()
  return box.width > 0 && box.height > 0 && getComputedStyle(seen).visibility === 'visible'
}

function candidates(role, within) {
  const native = NATIVE[role]
  const selector = [`[role=${role}]`, ...(native ? native.split(', ').map((one) => `${one}:not([role])`) : [])].join(', ')
  return [...(within ?? document).querySelectorAll(selector)].filter(isVisible)
}

function find(role, name, within) {
  const fits = name.startsWith('~')
    ? (known) => known.includes(name.slice(1))
    : name.startsWith('^') ? (known) => known.startsWith(name.slice(1)) : (known) => known === name
  const found = candidates(role, within).find((element) => fits(nameOf(element)))
  if (!found) return null
  const label = /^(checkbox|radio)$/.test(found.type) ? found.closest('label') : null
  return label ?? found
}

function outline() {
  const roles = new Set([...Object.keys(NATIVE), ...[...document.querySelectorAll('[role]')].map((one) => one.getAttribute('role'))])
  const lines = []
  for (const role of roles) {
    if (/^(presentation|none)$/.test(role)) continue
    for (const element of candidates(role, null)) lines.push(`${role} “${nameOf(element).slice(0, 120)}”`)
  }
  return lines.join('\n')
}

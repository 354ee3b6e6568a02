// The official TypeScript SDKs as clients of `drawbridge serve`: the second line for revision 2026-07-28, the first line
// for 2025-11-25. It reads and prints what client.py does.

const plan = JSON.parse(await text(process.stdin))
const library = plan.revision === '2026-07-28' ? await newer() : await older()

for (const one of plan.sessions) console.log(JSON.stringify(await session(one)))

async function session({ answer, command, url }) {
  const asked = []
  const client = library.client(answer !== null, (message) => {
    asked.push(message)
    return answer === 'accept' ? { action: 'accept', content: { confirm: true } } : { action: 'decline' }
  })
  const stdio = { command: command?.[0], args: command?.slice(1), stderr: 'ignore' }
  const transport = url ? new library.Http(new URL(url)) : new library.Stdio(stdio)
  const revision = library.revision(client, transport)
  await client.connect(transport)
  const { tools } = await client.listTools()
  const calls = {}
  for (const { name, tool, arguments: inputs } of plan.calls) {
    asked.length = 0
    calls[name] = { outcomes: await made(client, tool, inputs), asked: [...asked] }
  }
  const report = { answer, revision: revision(), tools, calls }
  await client.close()
  return report
}

async function made(client, tool, inputs) {
  const outcomes = [await outcome(client, tool, inputs)]
  const token = outcomes[0].outcome?.confirmation?.token
  if (token) {
    const again = { ...inputs, confirmation_token: token }
    outcomes.push(await outcome(client, tool, again), await outcome(client, tool, again))
  }
  return outcomes
}

async function outcome(client, name, inputs) {
  try {
    const result = await client.callTool({ name, arguments: inputs })
    const texts = result.content.filter(({ type }) => type === 'text').map((block) => block.text)
    return { is_error: result.isError === true, text: texts.join(''), outcome: result.structuredContent }
  } catch (error) {
    if (typeof error.code !== 'number') throw error
    return { code: error.code }
  }
}

async function newer() {
  const { Client, StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client')
  const { StdioClientTransport } = await import('@modelcontextprotocol/client/stdio')
  return {
    client: (asks, customer) => {
      const capabilities = asks ? { elicitation: {} } : {}
      const options = { capabilities, versionNegotiation: { mode: { pin: '2026-07-28' } } }
      const client = new Client({ name: 'drawbridge-tests', version: '1' }, options)
      if (asks) client.setRequestHandler('elicitation/create', ({ params }) => customer(params.message))
      return client
    },
    Http: StreamableHTTPClientTransport,
    Stdio: StdioClientTransport,
    revision: (client) => () => client.getNegotiatedProtocolVersion(),
  }
}

async function older() {
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js')
  const { StdioClientTransport } = await import('@modelcontextprotocol/sdk/client/stdio.js')
  const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/sdk/client/streamableHttp.js')
  const { ElicitRequestSchema } = await import('@modelcontextprotocol/sdk/types.js')
  return {
    client: (asks, customer) => {
      const client = new Client(
        { name: 'drawbridge-tests', version: '1' },
        { capabilities: asks ? { elicitation: {} } : {} },
      )
      if (asks) client.setRequestHandler(ElicitRequestSchema, ({ params }) => customer(params.message))
      return client
    },
    Http: StreamableHTTPClientTransport,
    Stdio: StdioClientTransport,
    // The client tells it to the transport only.
    revision: (_client, transport) => {
      let agreed
      const tell = transport.setProtocolVersion?.bind(transport)
      transport.setProtocolVersion = (version) => {
        agreed = version
        tell?.(version)
      }
      return () => agreed
    },
  }
}

async function text(stream) {
  let whole = ''
  for await (const piece of stream) whole += piece
  return whole
}

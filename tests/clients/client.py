"""The official Python SDK as a client of `drawbridge serve`.

Reads one JSON object on standard input and prints one JSON line a session:

    {"revision": "2026-07-28" | "2025-11-25",
     "sessions": [{"answer": "accept" | "decline" | null, "command": [PROGRAM, ARGUMENT, ...] | "url": "http://..."}],
     "calls": [{"name": ..., "tool": ..., "arguments": {...}}]}

    {"answer": ..., "revision": the one that was agreed on, "tools": [...],
     "calls": {name: {"asked": [what the customer was asked], "outcomes": [{"is_error": ..., "text": ..., "outcome": ...}]}}}

`answer` is what the customer says when the server asks; null is a client that cannot ask. A call whose outcome carries a
confirmation's token is made again with it, twice: the second time nothing may be sent again.
"""

import asyncio
import json
import sys

import mcp_types as types
from mcp import StdioServerParameters
from mcp.client import Client
from mcp.shared.exceptions import MCPError


async def session(plan, revision, calls):
    asked = []

    async def elicitation(_context, parameters):
        asked.append(parameters.message)
        if plan["answer"] == "accept":
            return types.ElicitResult(action="accept", content={"confirm": True})
        return types.ElicitResult(action="decline")

    if "url" in plan:
        server = plan["url"]
    else:
        program, *arguments = plan["command"]
        server = StdioServerParameters(command=program, args=arguments)
    mode = "auto" if revision == "2026-07-28" else "legacy"
    client = Client(server, mode=mode, elicitation_callback=elicitation if plan["answer"] else None)
    async with client:
        tools = (await client.list_tools()).model_dump(mode="json", by_alias=True, exclude_none=True)["tools"]
        report = {"answer": plan["answer"], "revision": client.protocol_version, "tools": tools, "calls": {}}
        for call in calls:
            asked.clear()
            outcomes = await made(client, call["tool"], call["arguments"])
            report["calls"][call["name"]] = {"asked": list(asked), "outcomes": outcomes}
    return report


async def made(client, tool, arguments):
    outcomes = [await outcome(client, tool, arguments)]
    confirmation = (outcomes[0].get("outcome") or {}).get("confirmation")
    if confirmation:
        again = {**arguments, "confirmation_token": confirmation["token"]}
        outcomes += [await outcome(client, tool, again), await outcome(client, tool, again)]
    return outcomes


async def outcome(client, tool, arguments):
    try:
        result = await client.call_tool(tool, arguments)
    except MCPError as error:
        return {"code": error.error.code}
    texts = [block.text for block in result.content if block.type == "text"]
    return {"is_error": bool(result.is_error), "text": "".join(texts), "outcome": result.structured_content}


async def main():
    plan = json.load(sys.stdin)
    for one in plan["sessions"]:
        print(json.dumps(await session(one, plan["revision"], plan["calls"])), flush=True)


asyncio.run(main())

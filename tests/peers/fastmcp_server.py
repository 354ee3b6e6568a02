"""FastMCP over an OpenAPI description: fastmcp_server.py DESCRIPTION BASE_URL [PORT]. Without a port it speaks over stdio."""

import json
import sys

import httpx2
from fastmcp import FastMCP

description, base_url, *port = sys.argv[1:]
with open(description, encoding="utf-8") as file:
    server = FastMCP.from_openapi(json.load(file), client=httpx2.AsyncClient(base_url=base_url))
if port:
    server.run(transport="http", host="127.0.0.1", port=int(port[0]), path="/mcp", show_banner=False, log_level="ERROR")
else:
    server.run(show_banner=False, log_level="ERROR")

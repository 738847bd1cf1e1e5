"""The figures for programs: every question over HTTP, with an OpenAPI description, tokens and the readers' rights."""

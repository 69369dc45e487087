"""The pydantic models: what people write (`input`), what gets rendered (`briefing`), and their words."""

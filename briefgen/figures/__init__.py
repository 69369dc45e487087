"""Places or events in, shapes of a drawing out: a locator map, a timeline. Nothing here knows a template or a file format."""

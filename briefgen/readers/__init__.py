"""Text in, typed objects with places out: YAML files, the markup of articles, Markdown."""

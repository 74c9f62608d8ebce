"""wenxun inside other tools, each over the public API alone and with an extra of its own."""

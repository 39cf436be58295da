"""すり合わせ: how evenly schools judge, shown by examples, and what people agreed about it."""

"""The topic photographs."""

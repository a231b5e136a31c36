"""The topic "What is wrong with my run?"."""
